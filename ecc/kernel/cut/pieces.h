// A vmlinux.h as its top-level declarations.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ecc::cut {

struct Piece {
  enum class Kind : uint8_t {
    kAlways,    // a directive, or what is not understood
    kForward,   // struct foo;
    kRecord,    // struct foo { … };
    kEnum,      // enum foo { … }; or without a name
    kTypedef,   // typedef … foo;
    kFunction,  // extern int foo(…);
  };

  Kind kind = Kind::kAlways;
  bool is_union = false;
  std::string_view name;  // of the tag, typedef or function; empty: none
  std::string_view text;
};

struct Pieces {
  std::vector<Piece> list;  // in the file's order; they tile it but for blanks and comments
  // By name: the piece that defines the tag (also one inside of another record) or typedef.
  std::unordered_map<std::string_view, uint32_t> tags;
  std::unordered_map<std::string_view, uint32_t> typedefs;
  // The enumerators of enums that stand inside of records and typedefs, and those of enums.
  struct EnumBody {
    uint32_t piece = 0;
    std::string_view text;  // between the braces
  };
  std::vector<EnumBody> enums;
};

// Nothing when the text has not the shape of a dump: braces that do not match.
std::optional<Pieces> Split(std::string_view text);

}  // namespace ecc::cut

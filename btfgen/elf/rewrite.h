// A copy of an object with less in it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "support/byte_reader.h"

namespace ecc::elf {

// The facts about a section on which the decision to drop it may depend.
struct SectionFacts {
  std::string_view name;
  uint32_t type = 0;  // sh_type
  uint64_t size = 0;  // bytes
};

// The facts about a symbol on which the decision to drop it may depend.
struct SymbolFacts {
  std::string_view section;  // its section's name; empty for one that has none
  bool is_local = false;
  bool is_function = false;
  bool is_object = false;
  bool is_relocated = false;  // a relocation that stays names it
};

struct RewritePlan {
  // Relocations of a dropped section and symbols in it go with it.
  std::function<bool(const SectionFacts&)> drops_section;
  // Asked for symbols whose section stays; none of them goes when this is empty.
  std::function<bool(const SymbolFacts&)> drops_symbol;
  // New bytes of sections, by name.
  std::map<std::string, std::string, std::less<>> contents;
  // Names are stored anew, without those that nobody bears any more.
  bool packs_names = false;
};

// Throws Error for a file that is no readable object.
std::string Rewrite(std::string_view where, ByteView file, const RewritePlan& plan);

}  // namespace ecc::elf

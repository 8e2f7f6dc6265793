// Facts about C text that can be told line by line, without a compiler.
#pragma once

#include <optional>
#include <string_view>

namespace ecc {

struct IncludeLine {
  std::string_view name;
  bool is_quoted = false;  // #include "name"; else <name>
};

// Returns the file that a line includes; nothing when it is no #include, or one whose operand
// is a macro.
std::optional<IncludeLine> ParseInclude(std::string_view line);

// True when a text has a format of printf for a floating-point number.
bool HasFloatFormat(std::string_view text);

}  // namespace ecc

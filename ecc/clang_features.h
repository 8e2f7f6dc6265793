// What a newer clang would have understood.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecc {

// "'may_goto' needs clang 19, and this is 14", for each such thing that the diagnostics of that
// version, or the source lines that they name, tell of.
std::vector<std::string> ExplainClangVersion(std::string_view diagnostics, int version);

}  // namespace ecc

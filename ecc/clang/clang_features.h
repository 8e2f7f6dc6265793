// Explanations of errors that another clang, or another CPU version, would not have had.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecc {

struct ClangExplanation {
  std::vector<std::string> notes;  // "'may_goto' needs clang 19, and this is 14", for each
  std::string cpu;                 // "v3", where -mcpu is all that lacks
};

// Nothing where clang's age is not what its diagnostics, without colours, tell of.  `version` 0
// is unknown.
std::optional<ClangExplanation> ExplainClangVersion(std::string_view diagnostics, int version);

}  // namespace ecc

// The tasks of `ecc` besides compiling: `ecc init`, `ecc doctor`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ecc {

struct Verb {
  std::string_view name;
  // Gets the words behind the verb; the exit code.
  int (*main)(const std::vector<std::string>& args);
};

// The verb that the first argument is; null for a source.  Throws UsageError for a word that is
// neither.
const Verb* FindVerb(const std::string& word);

}  // namespace ecc

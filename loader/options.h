// The command line of `ecli`.
#pragma once

#include <string>

namespace ecc::loader {

struct Options {
  enum class Verb { kRun, kCheck };
  Verb verb = Verb::kRun;
  std::string package;
  bool json = false;
  bool verbose = false;
};

// Throws UsageError.  `--help` and `--version` are printed here, and the result is false.
bool ParseOptions(int argc, char** argv, Options& options);

}  // namespace ecc::loader

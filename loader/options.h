// The command line of `ecli`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loader/permission/permission.h"

namespace ecc::loader {

struct Options {
  enum class Verb { kRun, kCheck, kInspect };
  Verb verb = Verb::kRun;
  std::string file;
  bool verbose = false;
  Permissions permissions;

  // Of packages.
  bool json = false;
  std::string btf;  // a file, or a kernel of the package; empty: the running kernel's

  // Of guests.
  std::vector<std::string> arguments;
  std::string engine;                    // "jsc", "interp"; empty: what there is
  std::vector<std::string> directories;  // "HOST" or "HOST:GUEST"
  std::vector<std::string> environment;  // "NAME=VALUE", or "NAME" for ours
  uint64_t memory_mib = 256;
  double limit_s = 0;
};

// Throws UsageError.  `--help` and `--version` are printed here, and the result is false.
bool ParseOptions(int argc, char** argv, Options& options);

}  // namespace ecc::loader

// `ecli run package.json` and `ecli check package.json`.
#pragma once

#include <string>

#include "loader/permission/permission.h"

namespace ecc::loader {

struct RunPackageOptions {
  std::string file;
  bool is_check = false;  // compares and loads, and attaches nothing
  bool json = false;
  bool verbose = false;
  std::string btf;  // a file, or a kernel of the package; empty: the running kernel's
  Permissions permissions;
};

// The exit code.  Throws Error for a package that is refused, by us or by the kernel.
int RunPackage(const RunPackageOptions& options);

}  // namespace ecc::loader

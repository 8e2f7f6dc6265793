// `ecli run package.json` and `ecli check package.json`.
#pragma once

#include "loader/options.h"

namespace ecc::loader {

// The exit code.  Throws Error for a package that is refused, by us or by the kernel.
int RunPackage(const Options& options);

}  // namespace ecc::loader

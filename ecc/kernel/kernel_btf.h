// Where the BTF of a kernel lies that vmlinux.h is made of.
#pragma once

#include <span>
#include <string>

#include "ecc/job/options.h"
#include "support/architecture.h"

namespace ecc {

// The file given by --btf for this architecture; else, for the machine's own, the running
// kernel's; else a kernel of that architecture whose package is installed with its debugging
// information.  Empty when there is none.
std::string FindKernelBtf(const EccOptions& options, const Architecture& architecture);

// The newest kernel of this architecture among the files of the first pattern, as a shell's,
// that has one.  Empty when none has.
std::string FindInstalledKernel(std::span<const char* const> patterns,
                                const Architecture& architecture);

}  // namespace ecc

// The kernel's types by which a package is relocated, when not by the running kernel's own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "loader/package/package.h"

namespace ecc::loader {

// Returns the name of the running kernel in BTFHub's tree:
// "ubuntu/20.04/x86_64/5.4.0-91-generic".  A part that the system does not tell is empty.
std::string KernelName();

// ID and VERSION_ID of an os-release file, "ubuntu/20.04".
std::string DistributionOf(std::string_view os_release);

// The package's kernel that is `running`: their names have the same parts, counted from the
// last, as far as both have any.  Of several the one that tells most; end() when there is none.
std::map<std::string, size_t>::const_iterator FindKernel(
    const std::map<std::string, size_t>& kernels, std::string_view running);

// A kernel's types that somebody names: a kernel of the package, or a file.
struct WantedBtf {
  std::string name;                  // empty: the running kernel's
  std::optional<std::string> bytes;  // of the file of that name, where there is one
};

// Raw BTF, checked; empty where libbpf is to look for the kernel's own.  Of nothing wanted: the
// package's for this kernel, should that have no BTF. Throws Error.
std::string ChooseKernelBtf(const Package& package, const WantedBtf& wanted);

}  // namespace ecc::loader

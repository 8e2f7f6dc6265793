// A perf buffer's descriptors: one event for each CPU, to which the kernel writes records.
#pragma once

#include <vector>

#include "loader/kernel/kernel_object.h"
#include "support/descriptors.h"

namespace ecc::loader {

// Opens an event on every CPU and enters it in the map, in the order of the CPUs.  Needs
// privileges.  Throws KernelError.
std::vector<FileDescriptor> OpenPerfEvents(const MapInfo& map);

}  // namespace ecc::loader

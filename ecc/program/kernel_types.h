// Which shared types are the kernel's own.
#pragma once

#include <string>
#include <vector>

#include "btfgen/layout/model.h"
#include "ecc/kernel/vmlinux_cache.h"

namespace ecc {

// Marks the records that the kernel's BTF, from which vmlinux.h was made, has with the same
// name and the same layout: a loader compares them with the kernel that it runs on.
// `own_types` ("struct event") are known to be the program's; if all are, the kernel's BTF need
// not be read.
void MarkKernelTypes(layout::Model& model, const std::vector<std::string>& own_types,
                     VmlinuxCache& vmlinux);

}  // namespace ecc

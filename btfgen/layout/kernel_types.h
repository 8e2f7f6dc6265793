// Which shared types are the kernel's own.
#pragma once

#include "btfgen/layout/knowledge.h"
#include "btfgen/layout/model.h"

namespace ecc::layout {

// Marks the records that the kernel's BTF, from which vmlinux.h was made, has with the same
// name and the same layout: a loader compares them with the kernel that it runs on.  If all are
// known to be the program's, the kernel's BTF is not asked for.
void MarkKernelTypes(Model& model, const Knowledge& knowledge);

}  // namespace ecc::layout

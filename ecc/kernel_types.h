// Which shared types are the kernel's own.
#pragma once

#include "btfgen/input.h"
#include "btfgen/layout/model.h"

namespace ecc {

// Marks the records that the kernel's BTF, from which vmlinux.h was made, has with the same
// name and the same layout: a loader compares them with the kernel that it runs on.
void MarkKernelTypes(layout::Model& model, const Input& kernel);

}  // namespace ecc

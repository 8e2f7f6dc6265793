// The package's layout against the object, against what the kernel holds, against the kernel.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "btfgen/layout/model.h"
#include "loader/package/package.h"

namespace ecc::loader {

// The Model of the object in the package.  Throws Error for an object of the wrong byte order.
layout::Model BuildObjectModel(const Package& package);

// Throws Error with the table of fields unless the package's Model says what the object's BTF
// says.  A package without one passes: there is nothing that could be wrong.
void CheckAgainstObject(const Package& package, const layout::Model& object);

// Throws Error unless the Model agrees with every BTF section that the kernel holds for the
// loaded object.
void CheckAgainstHeldBtf(const std::string& file, const layout::Model& model,
                         const std::vector<std::string>& held_btf);

// Compares the kernel's own types that the program shares with the running kernel; returns how
// many there are.  Throws Error for one that differs.
size_t CheckAgainstKernel(const std::string& file, const layout::Model& model);

}  // namespace ecc::loader

// Enumerators that an old compiler's BTF does not tell right, by the compiler's own knowledge.
#pragma once

#include <vector>

#include "btfgen/layout/knowledge.h"
#include "btfgen/layout/model.h"

namespace ecc::layout {

// Takes values and sign of an uncertain enum from what the compiler knows of its enumerators.
// An enum of which it does not know every one by the Model's name stays as it is.
void RepairEnum(Enum& e, const EnumeratorsByName& facts);

// The enums that may stand in a header besides those of the Model: without those that define a
// name again.
std::vector<Enum> NewConstants(const Model& model, const std::vector<Enum>& constants);

}  // namespace ecc::layout

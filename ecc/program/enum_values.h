// Enumerators that an old compiler's BTF does not tell right.
#pragma once

#include <map>
#include <string>

#include "btfgen/layout/model.h"
#include "ecc/declarations/declarations.h"

namespace ecc {

bool HasUncertainEnums(const layout::Model& model);

// Takes the values and the sign of uncertain enums from the compiler's own knowledge.
void RepairEnums(layout::Model& model, const std::map<std::string, EnumeratorFacts>& facts);

}  // namespace ecc

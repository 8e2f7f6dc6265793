// The proof that a Model is consistent.
#pragma once

#include "btfgen/layout/model.h"
#include "btfgen/support/error.h"

namespace ecc::layout {

// Finds everything that is wrong in a Model, whether built here or read from a stranger's
// package: slots that do not tile their record, sizes that are not those of the types,
// references that lead outside or forward, names that are no identifiers or not unique.
// Emitters and Diff may rely on a Model without findings.
Diagnostics Check(const Model& model);

}  // namespace ecc::layout

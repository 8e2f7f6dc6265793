// A Model as JSON, both ways.
#pragma once

#include "btfgen/layout/model.h"
#include "support/json.h"

namespace ecc::layout {

// The format is described in docs/package-format.md.  Offsets and sizes are in bytes, those
// of bit-fields in bits.
Json ToJson(const Model& model);

// Reads what ToJson wrote.  Unknown keys are passed over; what is missing, of another type or
// inconsistent (see Check) is an Error that names the place.
Model FromJson(const Json& json);

}  // namespace ecc::layout

// Checked accessors of what C cannot read in place: bit-fields, and all of a big-endian object.
#pragma once

#include <string>

#include "btfgen/layout/model.h"
#include "support/identifier.h"
#include "support/printer.h"

namespace ecc::emit {

// For each bit-field of a record, and for each scalar when the Model is big-endian, also in its
// inline records, prints
//   static inline T <record>_get_<field>(const struct record *record)
//   static inline bool <record>_set_<field>(struct record *record, T value)
// The setter of a bit-field refuses a value that does not fit, that of a scalar returns
// nothing. Elements of arrays take their indices after the record.  `name` replaces the
// record's own; the names of the functions are claimed in `names`.
void PrintAccessors(Printer& out, const layout::Model& model, const layout::Record& record,
                    const std::string& name, NameScope& names);

}  // namespace ecc::emit

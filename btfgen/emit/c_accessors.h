// Checked accessors of bit-fields.
#pragma once

#include "btfgen/layout/model.h"
#include "btfgen/support/identifier.h"
#include "btfgen/support/printer.h"

namespace ecc::emit {

// For each bit-field of a record, also in its inline records, prints
//   static inline T <record>_get_<field>(const struct record *record)
//   static inline bool <record>_set_<field>(struct record *record, T value)
// The setter refuses a value that does not fit.  Elements of arrays take their indices
// after the record.  Names are claimed in `names`.
void PrintAccessors(Printer& out, const layout::Model& model, const layout::Record& record,
                    NameScope& names);

}  // namespace ecc::emit

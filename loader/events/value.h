// Bytes of a shared type -> values.
#pragma once

#include "btfgen/layout/model.h"
#include "support/byte_reader.h"
#include "support/json.h"

namespace ecc::loader {

// The members of a record as one JSON object, in order.  Integers and pointers are numbers,
// those of 128 bits strings; arrays of char are strings up to the first NUL; an enum is
// "NAME(value)".  `bytes` are those of the whole record, in this machine's byte order.
Json DecodeRecord(const layout::Model& model, const layout::Record& record, ByteView bytes);

}  // namespace ecc::loader

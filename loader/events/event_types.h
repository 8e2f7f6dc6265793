// Which type the events of a buffer have.
#pragma once

#include <string>

#include "btfgen/layout/model.h"

namespace ecc::loader {

// The record of an event of `size` bytes from `map`: the map's own value type if it has one;
// else the exported type, and among several the first of this size.  Null when none can be it.
// A perf buffer pads its records, so there `size` may be up to 7 bytes too long.
const layout::Record* FindEventType(const layout::Model& model, const std::string& map,
                                    size_t size, bool is_perf);

}  // namespace ecc::loader

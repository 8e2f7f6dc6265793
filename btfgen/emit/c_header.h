// Model -> the header that a Wasm guest includes.
#pragma once

#include <string>

#include "btfgen/layout/model.h"

namespace ecc::emit {

// `source` is named in the header's first line, `file` gives the include guard.  The text is
// C11 and C++17 for wasm32.  Throws Error for a big-endian Model, whose members a
// little-endian guest cannot read in place.
std::string CHeader(const layout::Model& model, const std::string& source,
                    const std::string& file);

}  // namespace ecc::emit

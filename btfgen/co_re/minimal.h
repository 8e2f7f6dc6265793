// The part of a kernel's BTF that libbpf needs to relocate objects: what `bpftool gen
// min_core_btf` makes.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "btfgen/co_re/relocations.h"
#include "support/byte_reader.h"

namespace ecc::co_re {

// Records have the members that the objects' relocations lead to, at their offsets.  `kernel`
// is raw BTF of either byte order.  Throws Error for one that is not readable; types that the
// kernel lacks are none of its concern, as programs may ask for them.
std::string MinimalBtf(std::string_view where, ByteView kernel,
                       std::span<const Relocations* const> objects);

}  // namespace ecc::co_re

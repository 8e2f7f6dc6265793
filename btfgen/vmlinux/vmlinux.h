// BTF -> vmlinux.h, the kernel's types as C for BPF programs.
//
// This is a dump of BTF itself, for the other side of the wire than the layout Model: types
// keep their C shape, names stay the kernel's, pointers keep their targets.
#pragma once

#include <string>

#include "btfgen/btf/resolver.h"

namespace ecc::vmlinux {

// Declares every named type, each after what it needs.  Compiled with clang -target bpf, a
// record has the size and the offsets that BTF tells.  Two types of one name become `name`
// and `name___2`, as with bpftool.
std::string Print(const btf::Resolver& resolver);

}  // namespace ecc::vmlinux

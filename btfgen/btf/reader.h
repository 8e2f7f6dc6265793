// Raw BTF -> Types.
#pragma once

#include <string_view>

#include "btfgen/btf/types.h"
#include "support/byte_reader.h"

namespace ecc::btf {

// Reads a .BTF section, or a file such as /sys/kernel/btf/vmlinux, of either byte
// order.  `where` names it in messages.  Throws Error unless every length, string
// offset, type id and vlen is good; the graph of the types is proven by Resolver.
Types Read(const Place& where, ByteView section);
// The whole of a file.
inline Types Read(std::string_view file, ByteView section) {
  return Read(InFile(file), section);
}

// The three words that every type has, and what follows them, in bytes.
constexpr uint64_t kTypeBytes = 12;
uint64_t TailBytes(Kind kind, uint64_t vlen);

}  // namespace ecc::btf

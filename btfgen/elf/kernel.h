// A kernel's own file, vmlinux.
#pragma once

#include <optional>
#include <string_view>

#include "btfgen/support/byte_reader.h"

namespace ecc::elf {

// The .BTF of a linked ELF file, whatever its machine; nothing for bytes that are no such file,
// objects among them.  Throws Error for one that has no BTF, or is malformed.
std::optional<ByteView> FindKernelBtf(std::string_view where, ByteView file);

}  // namespace ecc::elf

// The BTF of a file that is no BPF object: a kernel's vmlinux.
#pragma once

#include <optional>
#include <string_view>

#include "btfgen/support/byte_reader.h"

namespace ecc::elf {

// True for an ELF file that is a program, as a kernel is, and no object.
bool IsLinked(ByteView file);

// The .BTF of an ELF file, whatever its machine; nothing for bytes that are no ELF file. Throws
// Error for one without BTF.
std::optional<ByteView> FindBtf(std::string_view where, ByteView file);

}  // namespace ecc::elf

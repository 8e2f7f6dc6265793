// The BTF of a file that is no BPF object: a kernel's vmlinux.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "support/byte_reader.h"

namespace ecc::elf {

// Where the running kernel shows its types.
inline constexpr const char* kRunningKernelBtf = "/sys/kernel/btf/vmlinux";

// True for an ELF file that is a program, as a kernel is, and no object.
bool IsLinked(ByteView file);

// The .BTF of an ELF file, whatever its machine; nothing for bytes that are no ELF file. Throws
// Error for one without BTF.
std::optional<ByteView> FindBtf(std::string_view where, ByteView file);

// Raw BTF: all of the file, or the .BTF of an ELF file such as vmlinux.  Throws Error.
std::string ReadKernelBtf(const std::string& path);

}  // namespace ecc::elf

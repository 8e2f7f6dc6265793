// An object without its DWARF.
#pragma once

#include <string>
#include <string_view>

#include "btfgen/support/byte_reader.h"

namespace ecc::elf {

// The object without .debug_* sections, their relocations and symbols, and without clang's
// .llvm_addrsig; BTF stays.  Does what `llvm-strip -g` does, without a process.
// Throws Error for a file that is no readable object.
std::string StripDebug(std::string_view where, ByteView file);

}  // namespace ecc::elf

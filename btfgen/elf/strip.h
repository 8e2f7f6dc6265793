// An object without its DWARF.
#pragma once

#include <string>
#include <string_view>

#include "btfgen/elf/rewrite.h"

namespace ecc::elf {

// True for what no loader reads.
bool IsDebugSection(const SectionFacts& section);

// The object without .debug_* sections, their relocations and symbols, and without clang's
// .llvm_addrsig; BTF stays.  Does what `llvm-strip -g` does, without a process.
// Throws Error for a file that is no readable object.
std::string StripDebug(std::string_view where, ByteView file);

}  // namespace ecc::elf

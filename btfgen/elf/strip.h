// Which of an object's sections are DWARF.
#pragma once

#include <string_view>

#include "btfgen/elf/rewrite.h"

namespace ecc::elf {

// True for what no loader reads: .debug_*, their relocations, and clang's .llvm_addrsig.
bool IsDebugSection(const SectionFacts& section);

}  // namespace ecc::elf

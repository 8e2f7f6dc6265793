// Where code can come back to.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "btfgen/elf/code.h"

namespace ecc::elf {

// For each instruction of a function the number, from 1, of the circle of jumps that it lies
// on; 0 for none.  Circles that share an instruction are one.  Nothing runs through an
// instruction for which `is_removed` (empty: none) is true.  A jump out of the function leads
// nowhere: no kernel takes one.
std::vector<uint32_t> FindCircles(std::span<const Instruction> function,
                                  const std::vector<bool>& is_removed = {});

}  // namespace ecc::elf

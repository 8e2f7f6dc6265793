// How long one call of a program may take, read from its jumps and calls.
#pragma once

#include <string>
#include <vector>

#include "btfgen/elf/code.h"

namespace ecc::loader {

// Functions that could run for days, by index.
std::vector<size_t> FindNestedLoops(const elf::Code& code);

// True for a function that may run for seconds: by a loop of the kernel's, or by bounded ones
// in functions that the verifier looks at one by one.  False when there is no such function.
bool RunsLong(const elf::Code& code, const std::string& function);

}  // namespace ecc::loader

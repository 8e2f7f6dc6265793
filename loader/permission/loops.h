// How long one call of a program may take, read from its jumps and calls.
#pragma once

#include <cstddef>
#include <vector>

#include "btfgen/elf/code.h"

namespace ecc::loader {

// Functions, by index.
struct Loops {
  std::vector<size_t> nested;  // could run for days
  // Could run for seconds: by a loop of the kernel's, or by bounded ones in functions that the
  // verifier looks at one by one.  All of `nested` are among them.
  std::vector<size_t> lasting;
};
Loops FindLoops(const elf::Code& code);

}  // namespace ecc::loader

// A stranger's object on its way to libbpf.
#pragma once

#include <string>

#include "btfgen/elf/code.h"

namespace ecc::loader {

struct SafeObject {
  std::string bytes;  // what libbpf reads
  elf::Code code;
  bool has_untrusted_arguments = false;  // functions that take any address
};

// Reads an object whole and writes it anew: sections that libbpf or the kernel use, of which
// each number was held against what it leads to.  `where` names the object in messages.  Throws
// Error for what no compiler writes, and for what is known to make libbpf fall over.
SafeObject MakeSafe(const std::string& where, const std::string& bytes);

// Reads the types of a kernel whole that libbpf is to take instead of the running one's. Throws
// Error for what contradicts itself.
void CheckKernelBtf(const std::string& where, const std::string& bytes);

}  // namespace ecc::loader

// Objects on their way to libbpf's linker.
#pragma once

#include <string>

#include "support/byte_reader.h"

namespace ecc {

// Holds an object against what the linker follows without looking: it adds the offset of a
// relocation to where the section lies, takes the last of two sections of one name, and copies
// records of .BTF.ext.  `where` names the object in messages.  Throws Error for what no
// compiler writes.
void CheckLinkable(const std::string& where, ByteView object);

}  // namespace ecc

// Sections that libbpf and others would take for different things.
#pragma once

#include <string_view>

#include "btfgen/elf/object.h"

namespace ecc::elf {

// Values of struct_ops, which libbpf copies by the size that BTF tells.
constexpr std::string_view kStructOps = ".struct_ops";

// True for ".data" and ".data.mine", false for ".database".
bool IsOrBelow(std::string_view name, std::string_view section);

// Throws Error for two sections of one name, for types and maps that claim to be code or have
// no bytes, and for sizes that libbpf cannot add up.  Debugging information is nobody's
// concern.
void CheckSections(const Object& object);

}  // namespace ecc::elf

// How C writes a type.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "btfgen/btf/types.h"

namespace ecc::btf {

// The C name of an INT that has, for a BPF compiler, the size that the INT has: its own
// one in canonical form ("unsigned long" for "long unsigned int"), or, where the name is
// not C's or means another size, one of that size ("unsigned char" for Rust's "u8").
std::string SpellInt(const Type& type);

enum class Qualifiers { kKeep, kDrop };

// The declaration of `name` as type `id`, without the semicolon: for a pointer to an array
// of three pointers to functions "int (*(*f)[3])(void)".  An empty name gives the type as
// it stands in a cast: "char[16]", "struct task_struct *".  Anonymous records and enums are
// written "struct { ... }".  Names are sanitised, so that the text is safe in a comment.
// Throws Error for a type too deep to be anyone's.
std::string Declare(const Types& types, TypeId id, std::string_view name,
                    Qualifiers qualifiers);

// Writes a declaration as the other Declare does, with base types ("struct task_struct", "u32")
// spelled by the caller.
using BaseSpeller = std::function<std::string(TypeId)>;
std::string Declare(const Types& types, TypeId id, std::string_view name, Qualifiers qualifiers,
                    const BaseSpeller& spell_base);

// How Declare spells a base type on its own.
std::string SpellBase(const Type& type);

}  // namespace ecc::btf

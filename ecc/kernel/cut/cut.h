// vmlinux.h, three quarters of every compilation, cut down to what a program can need.
//
// A record whose members nobody mentions stays as an empty one: a pointer to it then has in BTF
// the same place and target as with the whole header.
#pragma once

#include <optional>
#include <string>

#include "ecc/kernel/cut/mentions.h"

namespace ecc::cut {

// The part of mentions.vmlinux_text that is needed.  Nothing when the text has not the shape
// of a dump: then it is to be compiled as it is.
std::optional<std::string> Cut(const Mentions& mentions);

}  // namespace ecc::cut

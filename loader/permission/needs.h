// What an object wants to do, read from the object.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "btfgen/elf/code.h"
#include "loader/permission/loops.h"
#include "loader/permission/permission.h"

struct bpf_map;
struct bpf_program;

namespace ecc::loader {

// What its instructions can do, each kind of thing once for a program or function.  Decided
// before anything is loaded.
std::vector<Need> NeedsOfCode(const elf::Code& code, const Loops& loops);

// What has to be allowed before a program is attached to a target (empty: as its section says):
// the interface, the directory, the file, or for others that change what the system does the
// first word of the section ("lsm").  None for programs that only observe.
std::optional<Need> NeedToAttach(bpf_program* program, const std::string& target);

// What an object's map wants when it is made: a place among the pinned ones, or, of struct_ops,
// a place in the kernel.
std::optional<Need> NeedOfMap(const bpf_map* map);

}  // namespace ecc::loader

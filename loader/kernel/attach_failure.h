// How attaching a program fails.
#pragma once

#include <string>

struct bpf_program;

namespace ecc::loader {

// Throws KernelError that names the program, its section and the target, if there is one.
[[noreturn]] void FailToAttach(const bpf_program* program, const std::string& target,
                               int error);

// The index of an interface; fails where there is none of that name.
unsigned InterfaceIndex(const bpf_program* program, const std::string& name);

}  // namespace ecc::loader

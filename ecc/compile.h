// Source -> object, by clang.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "btfgen/btf/types.h"
#include "ecc/options.h"

namespace ecc {

// The options that every compilation of this program needs, for clang and for libclang alike:
// target, architecture macro, include paths and the user's own.
std::vector<std::string> CompilerFlags(const EccOptions& options,
                                       const std::string& vmlinux_directory);

// Compiles the source and returns the object, stripped of DWARF.  `exports` are the C names of
// the types to keep in BTF ("struct event", "event_t").  clang's own diagnostics are passed on;
// throws Error when it fails, with what is known of the reason, for which `kernel` gives the
// kernel's types.
std::string Compile(const EccOptions& options, const std::vector<std::string>& flags,
                    const std::vector<std::string>& exports,
                    const std::function<const btf::Types*()>& kernel);

}  // namespace ecc

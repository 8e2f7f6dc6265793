// Source -> object, by clang.
#pragma once

#include <string>
#include <vector>

#include "ecc/depfile.h"
#include "ecc/options.h"

namespace ecc {

// The options that every compilation of this program needs, for clang and for libclang alike:
// target, architecture macro, include paths and the user's own.
std::vector<std::string> CompilerFlags(const EccOptions& options,
                                       const std::string& vmlinux_directory);

// Compiles the source and returns the object, stripped of DWARF.  `exports` are the C names of
// the types to keep in BTF ("struct event", "event_t").  clang prints its own diagnostics;
// throws Error when it fails, with what is known of the reason.  `read` gets what clang read,
// if a depfile is wanted.
std::string Compile(const EccOptions& options, const std::vector<std::string>& flags,
                    const std::vector<std::string>& exports, Prerequisites& read);

// The same compilation without what only we need, for clangd.
std::vector<std::string> PlainCommand(const EccOptions& options,
                                      const std::vector<std::string>& flags,
                                      const std::string& object);

}  // namespace ecc

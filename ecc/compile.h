// Source -> object, by clang.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "btfgen/btf/types.h"
#include "ecc/depfile.h"
#include "ecc/options.h"

namespace ecc {

// The options that every compilation of this program needs, for clang and for libclang alike:
// target, architecture macro, include paths and the user's own.
std::vector<std::string> CompilerFlags(const EccOptions& options);

// Compiles the source and returns the object, stripped of DWARF.  `exports` are the C names of
// the types to keep in BTF ("struct event", "event_t").  clang's own diagnostics are printed
// once; throws Error when it fails, with what is known of the reason, for which `kernel` gives
// the kernel's types.  `read` gets what clang read, if a depfile is wanted.
std::string Compile(const EccOptions& options, const std::vector<std::string>& flags,
                    const std::vector<std::string>& exports,
                    const std::function<const btf::Types*()>& kernel, Prerequisites& read);

// The same, but nothing when clang fails or says anything of `header`: then nothing is printed.
std::optional<std::string> TryCompile(const EccOptions& options,
                                      const std::vector<std::string>& flags,
                                      const std::vector<std::string>& exports,
                                      const std::string& header, Prerequisites& read);

// The same compilation without what only we need, for clangd.
std::vector<std::string> PlainCommand(const EccOptions& options,
                                      const std::vector<std::string>& flags,
                                      const std::string& object);

}  // namespace ecc

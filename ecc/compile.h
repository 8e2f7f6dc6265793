// Source -> object, by clang.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "btfgen/btf/types.h"
#include "ecc/depfile.h"
#include "ecc/kernel_header.h"
#include "ecc/options.h"

namespace ecc {

// The options that every compilation of this program needs, for clang and for libclang alike:
// target, architecture macro, include paths and the user's own.
std::vector<std::string> CompilerFlags(const EccOptions& options);

// What is known of a run of clang besides the object.
struct ClangReport {
  Prerequisites read;    // if they are wanted
  std::string compiler;  // what it calls itself
};

// Compiles the source and returns the object, stripped of DWARF.  `exports` are the C names of
// the types to keep in BTF ("struct event", "event_t").  clang's own diagnostics are printed
// once; throws Error when it fails, with what is known of the reason, for which `kernel` gives
// the kernel's types.
std::string Compile(const EccOptions& options, const KernelHeader& header,
                    const std::vector<std::string>& exports,
                    const std::function<const btf::Types*()>& kernel, ClangReport& report);

// The same with the cut vmlinux.h, but nothing when clang fails or says anything of that
// header: then nothing is printed.
std::optional<std::string> TryCompile(const EccOptions& options, const KernelHeader& header,
                                      const std::vector<std::string>& exports,
                                      ClangReport& report);

// The same compilation without what only we need, for clangd.
std::vector<std::string> PlainCommand(const EccOptions& options,
                                      const std::vector<std::string>& flags,
                                      const std::string& object);

}  // namespace ecc

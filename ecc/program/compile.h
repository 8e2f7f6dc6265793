// Source -> object, by clang.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "btfgen/btf/types.h"
#include "ecc/job/job.h"
#include "ecc/job/prerequisites.h"
#include "ecc/kernel/kernel_header.h"

namespace ecc {

// The facts about a run of clang besides the object.
struct ClangReport {
  Prerequisites read;    // if they are wanted
  std::string compiler;  // what it calls itself
};

// Compiles the source and returns the object, stripped of DWARF.  `exports` are the C names of
// the types to keep in BTF ("struct event", "event_t").  clang's own diagnostics are printed
// once; throws Error when it fails, with what is known of the reason, for which `kernel` gives
// the kernel's types.
std::string Compile(const Job& job, const KernelHeader& header,
                    const std::vector<std::string>& exports,
                    const std::function<const btf::Types*()>& kernel, ClangReport& report);

// Compiles as Compile does, with the cut vmlinux.h, but returns nothing when clang fails or
// says anything of that header: then nothing is printed.
std::optional<std::string> TryCompile(const Job& job, const KernelHeader& header,
                                      const std::vector<std::string>& exports,
                                      ClangReport& report);

}  // namespace ecc

// One run of clang over a BPF source.
#pragma once

#include <string>
#include <vector>

#include "ecc/job/job.h"
#include "ecc/job/prerequisites.h"

namespace ecc {

// The result of one run of clang.
struct Compilation {
  int exit_code = 0;
  std::string diagnostics;
  std::string object;
  Prerequisites read;  // if they are wanted
};

// Compiles the job's source.  `exports` are the C names of the types to keep in BTF ("struct
// event", "event_t").  Throws Error only where clang cannot be run, or writes nothing.
Compilation RunClang(const Job& job, const std::vector<std::string>& flags,
                     const std::vector<std::string>& exports);

}  // namespace ecc

// Guest sources -> a WebAssembly module, by clang and wasi-libc.
#pragma once

#include <string>
#include <vector>

#include "ecc/declarations/declarations.h"
#include "ecc/job/job.h"
#include "ecc/job/prerequisites.h"
#include "support/files.h"

namespace ecc {

// Compiles and links the guest's sources (job.options.guest_sources) with the generated
// `headers`, by their names.  What a source includes as an event header is the generated types,
// with all that the header has besides the types of `declarations`.  Throws Error when that
// fails; clang prints its own diagnostics. `read` gets what clang read, if a depfile is wanted.
std::string CompileGuest(const Job& job, const std::vector<OutputFile>& headers,
                         const std::string& types_header, const Declarations& declarations,
                         Prerequisites& read);

// The module with the package's metadata in a section of its own: what the loader holds the
// object against.  `package` is JSON without the object.
std::string WithPackageSection(const std::string& module, const std::string& package);

}  // namespace ecc

// Is a build the same in another place?
#pragma once

#include <string>
#include <vector>

#include "ecc/job/prerequisites.h"
#include "support/files.h"

namespace ecc {

// Runs this program once more with the same `arguments` on copies of all files that the first
// run has `read`, in another directory, with another cache, temporary directory, locale, time
// zone, umask and file times, and compares what it writes with `files`.  Throws Error that
// names the first difference.
void VerifyReproducible(const std::vector<std::string>& arguments, const Prerequisites& read,
                        const std::vector<OutputFile>& files);

constexpr const char* kVerifyOption = "--verify-reproducible";

}  // namespace ecc

// Headers that a guest and its program both include.
#pragma once

#include <string>
#include <vector>

#include "ecc/job/options.h"
#include "support/source_files.h"

namespace ecc {

// Enters into each unit what it, or a header that was named for it, includes together with one
// of the guest's sources: there the guest must not see a layout of its own.  Nothing where
// there is no guest.
void FindSharedHeaders(EccOptions& options, SourceFiles& files);

// The directories that clang's options name: -I, -iquote, -isystem and -idirafter.
std::vector<std::string> IncludeDirectories(const std::vector<std::string>& args);

}  // namespace ecc

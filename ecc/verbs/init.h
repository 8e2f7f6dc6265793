// `ecc init DIR`: a new project that builds and runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/files.h"

namespace ecc {

enum class BuildSystem { kMake, kCMake };

// Returns the name of a project in a directory of this name: a C identifier, that its files can
// be named after, too.
std::string ProjectName(std::string_view directory);

// The project's files, by their names in it.
std::vector<OutputFile> ProjectFiles(const std::string& name, BuildSystem build);

// Writes a project to `directory`, which must not exist or be empty.  It is there as a whole or
// not at all.  Throws Error.
void WriteProject(const std::string& directory, BuildSystem build);

// The command: `args` are the words behind "init".  Throws UsageError.
int InitMain(const std::vector<std::string>& args);

}  // namespace ecc

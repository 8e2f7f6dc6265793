// What is written for a program.
#pragma once

#include <string>
#include <vector>

#include "btfgen/support/files.h"
#include "ecc/options.h"
#include "ecc/package.h"
#include "ecc/program.h"

namespace ecc {

// "out/bootstrap": where the files go and how they begin.  Makes the directory.
std::string OutputStem(const EccOptions& options);

// All files of one program: object, headers, skeleton, package, guest, depfile.
std::vector<OutputFile> Generate(const EccOptions& options, Program& program,
                                 const std::vector<Variant>& variants);

// Throws Error when a file would replace an input, or two have one path.
void CheckPaths(const EccOptions& options, const std::vector<OutputFile>& files);

}  // namespace ecc

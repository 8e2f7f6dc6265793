// The files that are written for a program.
#pragma once

#include <string>
#include <vector>

#include "ecc/job/job.h"
#include "ecc/output/package.h"
#include "ecc/program/program.h"
#include "support/files.h"

namespace ecc {

// All files of one program: object, headers, skeleton, package, guest, depfile.
std::vector<OutputFile> Generate(const Job& job, CompiledProgram& program,
                                 const std::vector<Variant>& variants);

// Throws Error when a file would replace an input, or two have one path.
void CheckPaths(const EccOptions& options, const std::vector<OutputFile>& files);

}  // namespace ecc

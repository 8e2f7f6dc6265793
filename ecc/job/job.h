// One program to be made: of what, for which machine, by which options.
#pragma once

#include <string>

#include "ecc/job/options.h"
#include "support/source_files.h"

namespace ecc {

struct Job {
  const EccOptions& options;
  Unit unit;  // of what is linked, the first; with the first event header that there is
  const Architecture* target = nullptr;
  // The source files that have been read, once for all programs of a run.
  SourceFiles& files;

  // Returns this job for one of the sources that are linked, or for another machine.
  Job For(const Unit& other) const { return {options, other, target, files}; }
  Job For(const Architecture& other) const { return {options, unit, &other, files}; }
};

// "out/bootstrap": where the files go and how they begin.  Makes the directory.
std::string OutputStem(const Job& job);

}  // namespace ecc

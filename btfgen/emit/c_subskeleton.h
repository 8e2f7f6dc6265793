// Model -> the subskeleton of a library that is linked into a program.
#pragma once

#include <string>

#include "btfgen/layout/model.h"

namespace ecc::emit {

struct SubskeletonOptions {
  std::string source;    // named in the first line: "twice.bpf.o"
  std::string file;      // gives the include guard
  std::string skeleton;  // of the whole program, to include
};

// Pointers to the maps, programs and global variables that `part` has brought into `whole`.
// Static variables are the library's own.
std::string CSubskeleton(const layout::Model& part, const layout::Model& whole,
                         const SubskeletonOptions& options);

}  // namespace ecc::emit

// Which vmlinux.h a program is compiled with.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ecc/job/job.h"
#include "ecc/kernel/vmlinux_cache.h"
#include "support/files.h"

namespace ecc {

// Compiler flags of one program.
struct KernelHeader {
  // With the whole vmlinux.h.
  std::vector<std::string> flags;
  // The flags with vmlinux.h cut down to what the program can need; empty when it includes
  // none, or when it cannot be told what it needs.
  std::vector<std::string> cut_flags;
  // As one would give them to clang by hand.
  std::vector<std::string> plain_flags;
  // The vmlinux.h that is included, as clang spells its path, and where it lies; empty: none.
  std::string path;
  std::string file;
  // The BTF that it was made of; empty: it was found.
  std::string generated_from;
  // Holds the cut header.
  std::unique_ptr<TemporaryDirectory> directory;
};

// Adds what this program needs of vmlinux.h to `flags`.  One that is found in the include path
// wins over that of `vmlinux`.
KernelHeader ChooseKernelHeader(const Job& job, std::vector<std::string> flags,
                                VmlinuxCache& vmlinux);

}  // namespace ecc

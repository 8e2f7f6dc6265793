// One source, or object, as all that is known of it.
#pragma once

#include <memory>

#include "btfgen/layout/btf_file.h"
#include "btfgen/layout/model.h"
#include "ecc/declarations/declarations.h"
#include "ecc/job/job.h"
#include "ecc/job/prerequisites.h"
#include "ecc/kernel/vmlinux_cache.h"

namespace ecc {

struct CompiledProgram {
  std::unique_ptr<BtfFile> object;
  layout::Model model;
  Declarations declarations;
  // The compiler's knowledge of enums that BTF may not tell right, by enumerator.
  layout::EnumeratorsByName enumerators;
  // The programs that it was linked of, by their objects' names.
  std::vector<std::pair<std::string, layout::Model>> parts;
  // The files that the program is made of, if they are wanted.
  Prerequisites read;
  std::string compiler;           // what it calls itself; empty: not known
  std::string kernel_btf_digest;  // of what vmlinux.h was made of; empty: it was found
};

// Compiles job.unit.source, or reads it when it is an object.
CompiledProgram MakeProgram(const Job& job, VmlinuxCache& vmlinux);

// Reads an object and builds its model, with what is known besides.
CompiledProgram ReadProgram(const Job& job, const std::string& file, std::string object,
                            const layout::Knowledge& knowledge);

// Links the programs of job.options.units, in their order, to one object.  Throws Error that
// names the sources in conflict.
CompiledProgram LinkPrograms(const Job& job, const std::vector<CompiledProgram>& programs,
                             VmlinuxCache& vmlinux);

}  // namespace ecc

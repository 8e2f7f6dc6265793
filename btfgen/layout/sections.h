// Data sections and the places of their variables.
#pragma once

#include <string>
#include <vector>

#include "btfgen/layout/build.h"
#include "btfgen/layout/type_builder.h"

namespace ecc::layout {

struct DataSection {
  std::string name;
  uint64_t size = 0;         // bytes
  uint64_t file_offset = 0;  // bytes
  bool has_bytes = false;
  bool has_variables = false;  // false for what the compiler made, such as .rodata.str1.1
  std::vector<PlacedVariable> variables;  // by offset
};

// The sections that libbpf turns into maps, in its order: by place in the object, .kconfig
// last.  Without an object those of BTF.
std::vector<DataSection> ReadDataSections(const Source& source);

}  // namespace ecc::layout

// Which of the kernel's helper functions an object calls, and where.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "btfgen/layout/btf_file.h"

namespace ecc {

struct HelperCall {
  uint32_t helper = 0;  // enum bpf_func_id
  std::string section;
  // As BTF tells it, relative to the directory of the source; empty and 0: it does not.
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
};

// In the object's order.  Only calls by number; those of functions of the program and of the
// kernel have a symbol.
std::vector<HelperCall> ReadHelperCalls(const BtfFile& object);

// The first of each helper.
std::vector<HelperCall> FirstCalls(const std::vector<HelperCall>& calls);

// The line of a call, or the source and the section where none is known.
Place PlaceOf(const HelperCall& call, const std::string& source);

}  // namespace ecc

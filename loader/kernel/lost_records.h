// What a program that was compiled with `ecc --count-lost` counts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "support/byte_reader.h"

namespace ecc::loader {

struct LostRecords {
  std::string buffer;  // as the program names it, without '&'
  uint64_t count = 0;
};

// Reads the counters' section: those of one buffer are added up, and what lost nothing is left
// out.  The bytes are a stranger's.
std::vector<LostRecords> SumLostRecords(ByteView section);

// The same of the map that holds the section; empty when it cannot be read.
std::vector<LostRecords> ReadLostRecords(int map);

}  // namespace ecc::loader

// The command line of `btfgen`.
#pragma once

#include <string>
#include <vector>

#include "btfgen/layout/build.h"

namespace ecc {

struct BtfgenOptions {
  enum class Verb { kHeader, kSkeleton, kJson, kVmlinux, kShrink, kMinCoreBtf };
  Verb verb = Verb::kHeader;
  std::string file;
  std::vector<std::string> objects;  // kMinCoreBtf: whose relocations count
  std::string output;                // empty: standard output
  std::string header_name;           // what the skeleton includes
  layout::Selection selection;
  bool allow_opaque = false;
  bool keep_lines = false;
};

// Throws UsageError.  `--help` and `--version` are printed here, and the result is false.
bool ParseBtfgenOptions(int argc, char** argv, BtfgenOptions& options);

}  // namespace ecc

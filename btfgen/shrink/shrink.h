// An object that is as small as it can be, and loads as before.
#pragma once

#include <string>
#include <string_view>

#include "support/byte_reader.h"

namespace ecc::shrink {

struct ShrinkOptions {
  // The source lines that the verifier's log and bpftool quote.
  bool keep_lines = false;
};

// Leaves the instructions, maps and initial values as they are, the description of all that
// user space shares with the program, and of other types what libbpf and the kernel look at.
// Objects of either byte order.  `where` names the object in messages; throws Error for one
// that is not readable.
std::string ShrinkObject(std::string_view where, ByteView object, const ShrinkOptions& options);

}  // namespace ecc::shrink

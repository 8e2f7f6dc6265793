// libFuzzer: a whole object file.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ecc::test::FuzzInput(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}

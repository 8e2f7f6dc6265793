// libFuzzer: a package, as JSON or, after a byte that is no brace, as YAML.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  ecc::test::FuzzPackage(text, !text.starts_with('{'));
  return 0;
}

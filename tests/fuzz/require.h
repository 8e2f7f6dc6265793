// What holds for every input; when it does not, the fuzzer has found something.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace ecc::test {

inline void Require(bool holds, const char* what) {
  if (holds)
    return;
  std::fprintf(stderr, "violated: %s\n", what);
  std::abort();
}

}  // namespace ecc::test

// A bound on the work that a stranger's types can ask for.
#pragma once

#include <cstdint>

#include "support/error.h"

namespace ecc::co_re {

// Records without names nest, functions point to themselves, and every kernel's type may have
// the name that is looked for.  Real objects and kernels need a hundredth of this.
class Effort {
 public:
  void Spend() {
    if (left_-- == 0)
      throw Error("the object's relocations are compared with too many types");
  }

 private:
  uint64_t left_ = 50'000'000;
};

}  // namespace ecc::co_re

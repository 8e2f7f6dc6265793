// Knowledge of a program's types that its BTF does not hold, and others have.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "btfgen/layout/model.h"

namespace ecc {
class BtfFile;
}

namespace ecc::layout {

// An enumerator as the compiler knows it.
struct EnumeratorFacts {
  uint64_t value = 0;      // two's complement
  bool is_signed = false;  // of its enum
};
using EnumeratorsByName = std::map<std::string, EnumeratorFacts>;

// The functions take time, and are asked only where their answer matters; an empty one knows
// nothing.
struct Knowledge {
  // All enumerators of the program, where the BTF of an old compiler leaves an enum uncertain.
  std::function<const EnumeratorsByName&()> enumerators;
  // Enums without a name, whose constants the program's user space wants: BTF has no way to
  // keep them.
  std::vector<Enum> constants;
  // The kernel's BTF that vmlinux.h was made of, where a shared type may be the kernel's own;
  // null when there is none.
  std::function<const BtfFile*()> kernel;
  // The types that are known to be the program's: "struct event", "event_t".
  std::set<std::string> own_types;
};

}  // namespace ecc::layout

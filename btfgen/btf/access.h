// The path from a relocation's root to the member that it is about.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "btfgen/btf/btf_ext.h"
#include "btfgen/btf/resolver.h"

namespace ecc::btf {

bool IsFieldRelocation(RelocationKind kind);
bool IsEnumeratorRelocation(RelocationKind kind);

// A member of a record, an element of an array, or an enumerator.
struct AccessStep {
  btf::TypeId of;      // without typedefs and qualifiers
  uint32_t index = 0;  // its position there
};

struct Access {
  // The first number of a field's access, which counts values of the root type, as in
  // `root[2].member`.
  uint32_t root_index = 0;
  std::vector<AccessStep> steps;
  btf::TypeId end;  // the type at the path's end, as it is declared
};

// Follows the access of a relocation of a field or of an enumerator.  Throws Error when it does
// not fit the types.
Access FollowAccess(const btf::Resolver& resolver, const CoreRelocation& relocation);

}  // namespace ecc::btf

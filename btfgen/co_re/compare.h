// Which types of an object's and of a kernel's libbpf takes for each other's.
#pragma once

#include "btfgen/btf/resolver.h"
#include "btfgen/co_re/effort.h"

namespace ecc::co_re {

// Kinds that may stand for each other: an enum may have grown to 64 bits.
bool KindsAgree(btf::Kind local, btf::Kind kernel);

class Comparison {
 public:
  // All must outlive this.
  Comparison(const btf::Resolver& local, const btf::Resolver& kernel, Effort& effort)
      : local_(local), kernel_(kernel), effort_(effort) {}

  // The types of two members: what a load of the one may read of the other.
  bool FieldsAgree(btf::TypeId local, btf::TypeId kernel) const;
  // Two types by kind, through pointers, arrays and functions, not into records.
  bool TypesAgree(btf::TypeId local, btf::TypeId kernel) const;
  // Two types member by member; behind a pointer, records by name only.
  bool TypesMatch(btf::TypeId local, btf::TypeId kernel) const;

 private:
  // `levels` and, in them, the length of a chain are bounded as in libbpf.
  bool TypesAgree(btf::TypeId local, btf::TypeId kernel, int levels) const;
  bool TypesMatch(btf::TypeId local, btf::TypeId kernel, bool behind_pointer, int levels) const;
  bool RecordsMatch(const btf::Type& local, const btf::Type& kernel, bool behind_pointer,
                    int levels) const;
  bool EnumsMatch(const btf::Type& local, const btf::Type& kernel) const;

  const btf::Resolver& local_;
  const btf::Resolver& kernel_;
  Effort& effort_;
};

}  // namespace ecc::co_re

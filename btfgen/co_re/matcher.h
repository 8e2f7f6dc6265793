// Finds in a kernel's types what an object's relocations lead to, and marks it.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "btfgen/co_re/compare.h"
#include "btfgen/co_re/marks.h"
#include "btfgen/co_re/relocations.h"

namespace ecc::co_re {

// As libbpf does when it loads the object.  Every candidate that fits is marked: libbpf wants
// them to agree, and must find the same ones to say that they do not.
class Matcher {
 public:
  // All must outlive this.
  Matcher(const Relocations& object, const btf::Resolver& kernel, Marks& marks);

  void MarkAll();

 private:
  // A member of a record on the way, nameless ones included.
  struct MemberPlace {
    btf::TypeId record;
    uint32_t position = 0;
  };

  void FindCandidates();
  void MarkIfMatching(const Request& request, btf::TypeId candidate);
  bool MarkField(const Request& request, btf::TypeId candidate);
  // Appends the way to the member of this name, through records without a name.
  bool FindMember(std::string_view name, btf::TypeId type, std::vector<MemberPlace>& way);
  bool HasElement(btf::TypeId array, uint32_t index, const std::vector<MemberPlace>& way,
                  bool is_behind_member) const;
  bool IsLast(const MemberPlace& place) const;
  bool HasEnumerator(std::string_view name, btf::TypeId type);
  void Mark(const MemberPlace& place);

  const Relocations& object_;
  const btf::Resolver& kernel_;
  const btf::Types& types_;
  Marks& marks_;
  Effort effort_;
  Comparison comparison_;
  // The kernel's types by essential name, of the names that the object asks for.
  std::unordered_map<std::string_view, std::vector<btf::TypeId>> candidates_;
};

}  // namespace ecc::co_re

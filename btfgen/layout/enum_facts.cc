#include "btfgen/layout/enum_facts.h"

#include <set>

#include "btfgen/layout/libc_names.h"

namespace ecc::layout {

void RepairEnum(Enum& e, const EnumeratorsByName& facts) {
  for (const Enumerator& enumerator : e.enumerators) {
    auto known = facts.find(enumerator.name);
    // BTF has the lower 32 bits; others are of an enumerator of another scope.
    bool is_same = known != facts.end() && static_cast<uint32_t>(known->second.value) ==
                                               static_cast<uint32_t>(enumerator.value);
    if (!is_same)
      return;
  }
  for (Enumerator& enumerator : e.enumerators) {
    const EnumeratorFacts& known = facts.at(enumerator.name);
    enumerator.value = known.value;
    e.is_signed = known.is_signed;
  }
  e.is_uncertain = false;
}

std::vector<Enum> NewConstants(const Model& model, const std::vector<Enum>& constants) {
  std::set<std::string> taken;
  for (const Enum& e : model.enums) {
    taken.insert(e.name);
    for (const Enumerator& enumerator : e.enumerators) taken.insert(enumerator.name);
  }
  for (const Record& record : model.records) taken.insert(record.name);
  std::vector<Enum> added;
  for (Enum e : constants) {
    bool is_known = e.enumerators.empty();
    for (Enumerator& enumerator : e.enumerators) {
      enumerator.name = SafeIdentifier(enumerator.name);
      is_known |= taken.contains(enumerator.name);
    }
    if (!is_known)
      added.push_back(std::move(e));
  }
  return added;
}

}  // namespace ecc::layout

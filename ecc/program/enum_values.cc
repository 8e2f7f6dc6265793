#include "ecc/program/enum_values.h"

#include <algorithm>

namespace ecc {
namespace {

// Leaves an enum alone unless the compiler knows every enumerator by the Model's name.
void Repair(layout::Enum& e, const std::map<std::string, EnumeratorFacts>& facts) {
  for (layout::Enumerator& enumerator : e.enumerators) {
    auto known = facts.find(enumerator.name);
    bool is_same = known != facts.end() && static_cast<uint32_t>(known->second.value) ==
                                               static_cast<uint32_t>(enumerator.value);
    if (!is_same)
      return;
  }
  for (layout::Enumerator& enumerator : e.enumerators) {
    const EnumeratorFacts& known = facts.at(enumerator.name);
    enumerator.value = known.value;
    e.is_signed = known.is_signed;
  }
  e.is_uncertain = false;
}

}  // namespace

bool HasUncertainEnums(const layout::Model& model) {
  return std::any_of(model.enums.begin(), model.enums.end(),
                     [](const layout::Enum& e) { return e.is_uncertain; });
}

void RepairEnums(layout::Model& model, const std::map<std::string, EnumeratorFacts>& facts) {
  for (layout::Enum& e : model.enums) {
    if (e.is_uncertain)
      Repair(e, facts);
  }
  auto take_sign = [&](layout::TypeRef& type) {
    if (type.kind != layout::TypeRef::Kind::kEnum)
      return;
    type.scalar.kind = model.enums[type.index].is_signed ? layout::ScalarKind::kSigned
                                                         : layout::ScalarKind::kUnsigned;
  };
  for (layout::Record& record : model.records) {
    for (layout::Slot& slot : record.slots) {
      if (auto* field = std::get_if<layout::Field>(&slot))
        take_sign(field->type);
    }
  }
  for (layout::Export& exported : model.exports) take_sign(exported.type);
  for (layout::Map& map : model.maps) {
    if (map.key)
      take_sign(*map.key);
    if (map.value)
      take_sign(*map.value);
  }
}

}  // namespace ecc

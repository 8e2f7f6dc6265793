// One type and all that it contains, from BTF into a Model.  The only code that decides
// an offset.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "btfgen/btf/resolver.h"
#include "btfgen/layout/model.h"
#include "btfgen/support/identifier.h"

namespace ecc::layout {

// A variable of a data section, at its final place.
struct PlacedVariable {
  std::string name;
  btf::TypeId type;
  uint64_t offset = 0;  // bytes
  bool is_static = false;
};

class TypeBuilder {
 public:
  // Both must outlive the builder; records and enums are appended to `model`.
  TypeBuilder(const btf::Resolver& resolver, Model& model);

  // Describes the type of an exported thing, a map's key or value.  `what` names it in
  // messages: "value of map 'events'"; `fallback_name` names the record if C does not.
  TypeRef Build(btf::TypeId id, const std::string& what, std::string_view fallback_name);

  // Adds the record of a data section's variables, which are sorted by offset.
  uint32_t BuildSection(const std::string& name, uint64_t size,
                        const std::vector<PlacedVariable>& variables);

 private:
  // What the records inside one outermost record share.
  struct Outermost {
    NameScope padding_names;     // all members' names and the paddings handed out
    NameScope* scope = nullptr;  // the names of the C scope that is being filled
    uint32_t next_padding = 0;
    unsigned depth = 0;
  };
  // Where a message places a fault: "struct event", member "mask".
  struct Place {
    const std::string& owner;
    std::string_view member;
  };

  TypeRef BuildType(btf::TypeId id, Outermost& outermost, const Place& place);
  TypeRef BuildScalar(btf::TypeId stripped, bool is_array, const Place& place);
  uint32_t NamedRecord(btf::TypeId id, btf::TypeId name_of, std::string_view name,
                       const Place& place);
  uint32_t InlineRecord(btf::TypeId id, Outermost& outermost);
  uint32_t BuildEnum(btf::TypeId id, btf::TypeId name_of, const Place& place);

  void FillRecord(btf::TypeId id, Outermost& outermost, Record& record);
  Field BuildField(const btf::Member& member, Outermost& outermost, const std::string& owner);
  void AddPadding(Record& record, Bits from, Bits to, Outermost& outermost);
  void CollectMemberNames(btf::TypeId id, Outermost& outermost, unsigned depth);
  void SpendSlot(const Place& place);

  std::string ClaimTypeName(std::string_view name, bool is_typedef);
  [[noreturn]] void Fail(const Place& place, std::string_view message) const;

  const btf::Resolver& resolver_;
  const btf::Types& types_;
  Model& model_;
  // Keyed by what gives the name: the record itself, or the typedef of an anonymous one.
  std::unordered_map<uint32_t, uint32_t> records_;
  std::unordered_map<uint32_t, uint32_t> enums_;
  NameScope type_names_;      // tags and typedefs: one scope in C++
  NameScope ordinary_names_;  // enumerators and typedefs
  size_t slot_budget_;
  unsigned depth_ = 0;
};

}  // namespace ecc::layout

// One type and all that it contains, from BTF into a Model.  The only code that decides
// an offset.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "btfgen/btf/resolver.h"
#include "btfgen/layout/knowledge.h"
#include "btfgen/layout/model.h"
#include "support/error.h"
#include "support/identifier.h"

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
  // Told of each record that is not inline when it stands in the Model, with its position.
  using RecordFinished = std::function<void(uint32_t)>;

  // All must outlive the builder; records and enums are appended to `model`.
  TypeBuilder(const btf::Resolver& resolver, Model& model, RecordFinished record_finished);

  // From now on a member that cannot be expressed becomes named bytes, and a finding tells why.
  void AllowOpaque(Findings& warnings) { warnings_ = &warnings; }
  // From now on uncertain enums are repaired with these.
  void AskForEnumerators(std::function<const EnumeratorsByName&()> enumerators) {
    enumerators_ = std::move(enumerators);
  }

  // Describes a named record or an enum, unless the Model has it already.
  void Define(btf::TypeId id);

  // Describes the type of an exported thing, a map's key or value.  `what` names it in
  // messages: "value of map 'events'"; `fallback_name` names the record if C does not.
  TypeRef Build(btf::TypeId id, std::string_view what, std::string_view fallback_name);

  // Takes back the slots of a record that nobody needs any more, for the next one.
  void Recycle(std::vector<Slot> slots);

  // Adds the record of a data section's variables, which are sorted by offset.
  uint32_t BuildSection(const std::string& name, uint64_t size,
                        const std::vector<PlacedVariable>& variables);

 private:
  // The state that all records inside one outermost record share.
  struct Outermost {
    NameScope padding_names;       // of the members that are called like paddings
    NameScope typedef_names;       // of the records and enums without a tag that are used
    NameScope* scope = nullptr;    // the names of the C scope that is being filled
    NameScope* members = nullptr;  // those of the record itself
    std::string_view tag;
    // Around no record at all: what a record is called that C gives no name.
    std::string_view fallback_name;
    uint32_t next_padding = 0;
    unsigned depth = 0;
  };
  // Where a message places a fault: "value of map 'events'", or a type's member "mask".
  struct Subject {
    std::string_view what;  // empty: the type
    btf::TypeId type;
    std::string_view member;
  };

  TypeRef BuildType(btf::TypeId id, Outermost& outermost, const Subject& place);
  TypeRef BuildTypeAnew(btf::TypeId id, Outermost& outermost, const Subject& place);
  uint32_t NamedRecord(btf::TypeId id, btf::TypeId name_of, std::string_view name,
                       const Subject& place);
  uint32_t InlineRecord(btf::TypeId id, Outermost& outermost);
  uint32_t BuildEnum(btf::TypeId id, btf::TypeId name_of, const Subject& place);

  void FillRecord(btf::TypeId id, Outermost& outermost, Record& record);
  Field BuildField(const btf::Member& member, Outermost& outermost, const Subject& place);
  // `next`: where the member behind it starts, or the record ends.
  Field BuildFieldOrBytes(const btf::Member& member, Bits next, Outermost& outermost,
                          const Subject& place);
  void AddPadding(Record& record, Bits from, Bits to, Outermost& outermost);
  // Reserves the names in a record, those in its inline records included, that no padding or no
  // member may have.
  void CollectNames(btf::TypeId id, Outermost& outermost, unsigned depth);
  void CollectNamesOf(btf::TypeId element, Outermost& outermost, unsigned depth);
  std::string NextPaddingName(Outermost& outermost);
  uint32_t Append(Record record);
  void SpendSlot(const Subject& place);

  std::string ClaimTypeName(std::string_view name, bool is_typedef);
  std::string Message(const Subject& place, std::string_view message) const;
  [[noreturn]] void Fail(const Subject& place, std::string_view message) const;
  [[noreturn]] void FailMember(const Subject& place, std::string_view message) const;

  const btf::Resolver& resolver_;
  const btf::Types& types_;
  Model& model_;
  RecordFinished record_finished_;
  Findings* warnings_ = nullptr;
  std::function<const EnumeratorsByName&()> enumerators_;
  std::vector<std::vector<Slot>> spare_slots_;
  // The types that were built before, except inline records and arrays of these.
  std::deque<TypeRef> built_;
  std::vector<uint32_t> position_in_built_;  // plus one, by id; 0 for none
  // Keyed by what gives the name: the record itself, or the typedef of an anonymous one.
  std::unordered_map<uint32_t, uint32_t> records_;
  std::unordered_map<uint32_t, uint32_t> enums_;  // by the enum's id
  NameScope type_names_;                          // tags and typedefs: one scope in C++
  NameScope ordinary_names_;                      // enumerators and typedefs
  size_t slot_budget_;
  unsigned depth_ = 0;
};

}  // namespace ecc::layout

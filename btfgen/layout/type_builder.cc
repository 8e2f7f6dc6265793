// A record becomes slots: every bit of it belongs to exactly one field or padding, in order, so
// that a printer only writes down what stands here.  BTF gives each member its bit; what lies
// between two members is padding by name, what lies behind the last one too.  A member whose
// type has no name is described inside of its record, once more for every record that it stands
// in, because its paddings and accessors are named within that record.  What wasm32's C would
// lay out otherwise – pointers, `long`, bit-fields, enums of other sizes – becomes a scalar of
// the same bytes.
#include "btfgen/layout/type_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "btfgen/btf/spelling.h"
#include "btfgen/layout/enum_facts.h"
#include "btfgen/layout/libc_names.h"
#include "btfgen/layout/scalars.h"
#include "support/error.h"

namespace ecc::layout {
namespace {

using btf::Kind;

// Deeper than any real type; keeps a stranger's BTF from exhausting the stack.
constexpr unsigned kMaxDepth = 128;
constexpr size_t kMaxDims = 32;
// Anonymous records are described anew wherever they stand.  A kernel needs 70,000 slots.
constexpr size_t kMaxSlots = 4'000'000;
constexpr std::string_view kPaddingPrefix = "__pad";

// Raises a counter for as long as a scope lives.
class Depth {
 public:
  explicit Depth(unsigned& counter) : counter_(counter) { ++counter_; }
  ~Depth() { --counter_; }
  Depth(const Depth&) = delete;
  Depth& operator=(const Depth&) = delete;

 private:
  unsigned& counter_;
};

// "i0", "i12".
bool IsIndexName(std::string_view name) {
  return name.size() > 1 && name.front() == 'i' &&
         name.find_first_not_of("0123456789", 1) == name.npos;
}

// An Error that concerns one member only: its bytes could still be told.
class Inexpressible : public Error {
 public:
  using Error::Error;
};

}  // namespace

TypeBuilder::TypeBuilder(const btf::Resolver& resolver, Model& model,
                         RecordFinished record_finished)
    : resolver_(resolver),
      types_(resolver.types()),
      model_(model),
      record_finished_(std::move(record_finished)),
      position_in_built_(types_.count()),
      slot_budget_(kMaxSlots) {}

TypeRef TypeBuilder::Build(btf::TypeId id, std::string_view what,
                           std::string_view fallback_name) {
  Outermost none;
  NameScope scope;
  none.scope = &scope;
  none.fallback_name = fallback_name;
  return BuildTypeAnew(id, none, {what, id, ""});
}

void TypeBuilder::Define(btf::TypeId id) {
  btf::TypeId stripped = resolver_.Strip(id);
  const btf::Type& type = types_[stripped];
  btf::TypeId name_of = type.name.empty() ? resolver_.InnermostTypedef(id) : stripped;
  Subject place{"", id, ""};
  if (btf::IsEnum(type.kind)) {
    try {
      BuildEnum(stripped, name_of, place);
    } catch (const Inexpressible& reason) {
      if (warnings_ == nullptr)
        throw;
      warnings_->Add(types_.where(), reason.diagnostic().message + "; left out");
    }
  } else if (btf::IsRecord(type.kind) && !name_of.is_void()) {
    NamedRecord(stripped, name_of, types_[name_of].name, place);
  }
}

TypeRef TypeBuilder::BuildType(btf::TypeId id, Outermost& outermost, const Subject& place) {
  if (uint32_t position = position_in_built_[id.value]; position != 0)
    return built_[position - 1];
  TypeRef type = BuildTypeAnew(id, outermost, place);
  bool is_inline = type.kind == TypeRef::Kind::kRecord &&
                   model_.records[type.index].role == RecordRole::kInline;
  if (!is_inline) {
    built_.push_back(type);
    position_in_built_[id.value] = static_cast<uint32_t>(built_.size());
  }
  return type;
}

TypeRef TypeBuilder::BuildTypeAnew(btf::TypeId id, Outermost& outermost, const Subject& place) {
  TypeRef type;
  type.c_type = btf::Declare(types_, id, "", btf::Qualifiers::kDrop);
  btf::TypeId stripped = resolver_.Strip(id);
  while (types_[stripped].kind == Kind::kArray) {
    if (type.dims.size() == kMaxDims)
      FailMember(place, "has too many array dimensions");
    type.dims.push_back(types_[stripped].nelems);
    id = types_[stripped].type;
    stripped = resolver_.Strip(id);
  }
  const btf::Type& base = types_[stripped];
  btf::TypeId name_of = base.name.empty() ? resolver_.InnermostTypedef(id) : stripped;
  if (btf::IsRecord(base.kind)) {
    type.kind = TypeRef::Kind::kRecord;
    if (!name_of.is_void()) {
      type.index = NamedRecord(stripped, name_of, types_[name_of].name, place);
    } else if (!outermost.fallback_name.empty()) {
      type.index = NamedRecord(stripped, stripped, outermost.fallback_name, place);
    } else {
      type.index = InlineRecord(stripped, outermost);
    }
    return type;
  }
  std::optional<Scalar> scalar = DescribeScalar(resolver_, stripped, !type.dims.empty());
  if (!scalar) {
    FailMember(place, fmt::format("is of type {} '{}', which has no size", stripped.value,
                                  btf::Describe(base)));
  }
  type.scalar = *std::move(scalar);
  if (btf::IsEnum(base.kind)) {
    type.kind = TypeRef::Kind::kEnum;
    type.index = BuildEnum(stripped, name_of, place);
    type.scalar.kind =
        model_.enums[type.index].is_signed ? ScalarKind::kSigned : ScalarKind::kUnsigned;
  }
  return type;
}

uint32_t TypeBuilder::NamedRecord(btf::TypeId id, btf::TypeId name_of, std::string_view name,
                                  const Subject& place) {
  auto known = records_.find(name_of.value);
  if (known != records_.end())
    return known->second;
  if (depth_ >= kMaxDepth)
    Fail(place, "is nested too deep");
  Depth depth(depth_);

  Outermost outermost;
  NameScope scope;
  outermost.scope = &scope;
  outermost.members = &scope;
  CollectNames(id, outermost, 0);
  Record record;
  bool is_typedef = types_[name_of].kind == Kind::kTypedef;
  if (!is_typedef)
    outermost.tag = name;
  record.role = is_typedef ? RecordRole::kTypedef : RecordRole::kTag;
  FillRecord(id, outermost, record);
  // The name is claimed after those of the contained records, in the order of printing.
  record.name = ClaimTypeName(name, is_typedef);
  if (record.name != name)
    record.btf_name = Printable(name);
  uint32_t index = Append(std::move(record));
  records_.emplace(name_of.value, index);
  record_finished_(index);
  return index;
}

uint32_t TypeBuilder::InlineRecord(btf::TypeId id, Outermost& outermost) {
  Depth depth(outermost.depth);
  Record record;
  record.role = RecordRole::kInline;
  FillRecord(id, outermost, record);
  return Append(std::move(record));
}

void TypeBuilder::Recycle(std::vector<Slot> slots) {
  slots.clear();
  spare_slots_.push_back(std::move(slots));
}

uint32_t TypeBuilder::Append(Record record) {
  model_.records.push_back(std::move(record));
  return static_cast<uint32_t>(model_.records.size() - 1);
}

uint32_t TypeBuilder::BuildEnum(btf::TypeId id, btf::TypeId name_of, const Subject& place) {
  const btf::Type& type = types_[id];
  // Whatever typedefs lead to it: its enumerators exist once, and so does its name.
  auto known = enums_.find(id.value);
  if (known != enums_.end())
    return known->second;
  if (type.size != 1 && type.size != 2 && type.size != 4 && type.size != 8) {
    FailMember(place, fmt::format("is an enum of {} bytes", type.size));
  }
  Enum result;
  result.is_signed = type.kflag;
  result.size = type.size;
  if (!name_of.is_void()) {
    result.is_typedef = types_[name_of].kind == Kind::kTypedef;
    result.name = ClaimTypeName(types_[name_of].name, result.is_typedef);
  }
  for (const btf::Enumerator& enumerator : types_.enumerators(type)) {
    result.enumerators.push_back(
        {ordinary_names_.ClaimAsIs(SafeIdentifier(enumerator.name)), enumerator.value});
  }
  result.is_uncertain = IsUncertain(type, result);
  if (result.is_uncertain && enumerators_)
    RepairEnum(result, enumerators_());
  auto index = static_cast<uint32_t>(model_.enums.size());
  model_.enums.push_back(std::move(result));
  enums_.emplace(id.value, index);
  return index;
}

void TypeBuilder::FillRecord(btf::TypeId id, Outermost& outermost, Record& record) {
  const btf::Type& type = types_[id];
  if (outermost.depth >= kMaxDepth)
    Fail({"", id, ""}, "is nested too deep");
  record.kind = type.kind == Kind::kUnion ? RecordKind::kUnion : RecordKind::kStruct;
  record.size = type.size;
  record.alignment = resolver_.Alignment(id);
  if (!spare_slots_.empty()) {
    record.slots = std::move(spare_slots_.back());
    spare_slots_.pop_back();
  }
  // Most records have a padding or two.
  record.slots.reserve(type.vlen + size_t{2});

  bool is_union = record.kind == RecordKind::kUnion;
  const Bits end = Bits::FromBytes(type.size);
  Bits cursor;
  std::span<const btf::Member> members = types_.members(type);
  for (size_t i = 0; i < members.size(); ++i) {
    const btf::Member& member = members[i];
    Subject place{"", id, member.name};
    SpendSlot(place);
    if (is_union && member.offset.count != 0)
      Fail(place, fmt::format("of a union stands at bit {}", member.offset.count));
    if (!is_union) {
      if (member.offset < cursor) {
        Fail(place,
             fmt::format("starts at bit {}, inside the member before it", member.offset.count));
      }
      // Before the field is built, so that paddings are numbered in reading order.
      AddPadding(record, cursor, std::min(member.offset, end), outermost);
    }
    bool has_next = !is_union && i + 1 < members.size();
    Field field =
        BuildFieldOrBytes(member, has_next ? members[i + 1].offset : end, outermost, place);
    if (field.offset + field.size > end) {
      Fail(place, fmt::format("ends at bit {}, the record at bit {}",
                              (field.offset + field.size).count, end.count));
    }
    cursor = is_union ? std::max(cursor, field.size) : field.offset + field.size;
    record.slots.emplace_back(std::move(field));
  }
  if (!is_union) {
    AddPadding(record, cursor, end, outermost);
  } else if (RoundUp(cursor.bytes() + (cursor.is_whole_bytes() ? 0 : 1), record.alignment) !=
             record.size) {
    AddPadding(record, {}, end, outermost);
  }
  if (record.slots.empty()) {
    // C++ gives an empty struct one byte, unless it has an array of none.
    record.slots.emplace_back(Padding{NextPaddingName(outermost), {}, {}});
  }
}

Field TypeBuilder::BuildFieldOrBytes(const btf::Member& member, Bits next, Outermost& outermost,
                                     const Subject& place) {
  NameScope* scope = outermost.scope;
  const size_t records = model_.records.size();
  Field field;
  try {
    field = BuildField(member, outermost, place);
  } catch (const Inexpressible& reason) {
    outermost.scope = scope;
    // Inline records that were begun belong to nothing now.
    while (model_.records.size() > records &&
           model_.records.back().role == RecordRole::kInline) {
      model_.records.pop_back();
    }
    bool is_sized = member.bitfield_width == 0 && resolver_.IsSized(member.type);
    Bits end = is_sized ? member.offset + Bits::FromBytes(resolver_.Size(member.type)) : next;
    bool is_bytes = member.offset.is_whole_bytes() && end.is_whole_bytes() &&
                    member.offset <= end && !member.name.empty();
    if (warnings_ == nullptr || !is_bytes || model_.records.size() != records)
      throw;
    warnings_->Add(types_.where(), reason.diagnostic().message + "; written as bytes");
    field.offset = member.offset;
    field.size = end - member.offset;
    field.type.scalar.kind = ScalarKind::kOpaque;
    field.type.scalar.size = static_cast<uint32_t>(field.size.bytes());
    field.type.c_type = btf::Declare(types_, member.type, "", btf::Qualifiers::kDrop);
  }
  if (member.name.empty())
    return field;
  // C++ does not let a member of an anonymous record bear the name of the record around, and a
  // member hides a typedef of its name from the others.
  bool is_twin =
      outermost.depth > 0 && scope == outermost.members && member.name == outermost.tag;
  std::string name = SafeIdentifier(member.name);
  if (is_twin || outermost.typedef_names.Has(member.name))
    name += "_";
  field.name = scope->ClaimAsIs(std::move(name));
  return field;
}

Field TypeBuilder::BuildField(const btf::Member& member, Outermost& outermost,
                              const Subject& place) {
  Field field;
  field.offset = member.offset;
  // The members of an anonymous member belong to the scope around it.
  NameScope own_scope;
  NameScope* scope = outermost.scope;
  if (!member.name.empty())
    outermost.scope = &own_scope;
  field.type = BuildType(member.type, outermost, place);
  outermost.scope = scope;
  bool is_anonymous_record = field.type.kind == TypeRef::Kind::kRecord &&
                             field.type.dims.empty() &&
                             model_.records[field.type.index].role == RecordRole::kInline;
  if (member.name.empty() && !is_anonymous_record) {
    Fail({"", place.type, ""},
         fmt::format("the member at bit {} has no name", member.offset.count));
  }
  if (member.bitfield_width != 0) {
    field.is_bitfield = true;
    field.size = {member.bitfield_width};
    bool is_integer = field.type.kind != TypeRef::Kind::kRecord && field.type.dims.empty() &&
                      field.type.scalar.kind != ScalarKind::kPointer &&
                      field.type.scalar.kind != ScalarKind::kFloat &&
                      field.type.scalar.kind != ScalarKind::kOpaque;
    if (!is_integer)
      FailMember(place, "is a bit-field, but not of an integer");
    uint32_t room = field.type.scalar.size * 8;
    if (member.bitfield_width > room) {
      FailMember(place,
                 fmt::format("is a bit-field of {} bits in {}", member.bitfield_width, room));
    }
    return field;
  }
  if (!field.offset.is_whole_bytes()) {
    Fail(place, fmt::format("starts at bit {}, which is no byte", field.offset.count));
  }
  field.size = Bits::FromBytes(resolver_.Size(member.type));
  return field;
}

// A gap becomes the bits up to the next byte, whole bytes, and the bits before the next
// field: C has no other way to say it that does not depend on a base type.
void TypeBuilder::AddPadding(Record& record, Bits from, Bits to, Outermost& outermost) {
  auto add_bits = [&](Bits until) {
    if (from < until)
      record.slots.emplace_back(Padding{"", from, until - from});
    from = std::max(from, until);
  };
  add_bits(std::min(to, Bits{RoundUp(from.count, 8)}));
  if (to.bytes() > from.bytes()) {
    Bits whole = Bits::FromBytes(to.bytes());
    record.slots.emplace_back(Padding{NextPaddingName(outermost), from, whole - from});
    from = whole;
  }
  add_bits(to);
}

std::string TypeBuilder::NextPaddingName(Outermost& outermost) {
  std::string name;
  do {
    name = kPaddingPrefix;
    name += std::to_string(outermost.next_padding++);
  } while (outermost.padding_names.Has(name));
  return name;
}

void TypeBuilder::CollectNames(btf::TypeId id, Outermost& outermost, unsigned depth) {
  if (depth >= kMaxDepth)
    return;  // FillRecord refuses it with its name
  for (const btf::Member& member : types_.members(types_[id])) {
    if (member.name.starts_with(kPaddingPrefix))
      outermost.padding_names.Reserve(SanitizeIdentifier(member.name));
    CollectNamesOf(member.type, outermost, depth);
  }
}

void TypeBuilder::CollectNamesOf(btf::TypeId element, Outermost& outermost, unsigned depth) {
  while (types_[resolver_.Strip(element)].kind == Kind::kArray) {
    element = types_[resolver_.Strip(element)].type;
  }
  btf::TypeId stripped = resolver_.Strip(element);
  const btf::Type& type = types_[stripped];
  if (!type.name.empty() || (!btf::IsRecord(type.kind) && !btf::IsEnum(type.kind)))
    return;
  btf::TypeId name_of = resolver_.InnermostTypedef(element);
  if (!name_of.is_void()) {
    outermost.typedef_names.Reserve(types_[name_of].name);
  } else if (btf::IsRecord(type.kind)) {
    SpendSlot({"", stripped, ""});
    CollectNames(stripped, outermost, depth + 1);
  }
}

void TypeBuilder::SpendSlot(const Subject& place) {
  if (slot_budget_-- == 0)
    Fail(place, "is one of too many: anonymous records multiply");
}

uint32_t TypeBuilder::BuildSection(const std::string& name, uint64_t size,
                                   const std::vector<PlacedVariable>& variables) {
  Outermost outermost;
  for (const PlacedVariable& variable : variables) {
    if (variable.name.starts_with(kPaddingPrefix))
      outermost.padding_names.Reserve(SanitizeIdentifier(variable.name));
    CollectNamesOf(variable.type, outermost, 0);
  }
  NameScope field_names;
  Record record;
  record.role = RecordRole::kSection;
  record.name = SanitizeIdentifier(name);
  const std::string owner = "section " + Printable(name);
  if (size > UINT32_MAX - 64)
    Fail({owner, {}, ""}, "is larger than 4 GiB");

  Bits cursor;
  for (const PlacedVariable& variable : variables) {
    Subject place{owner, {}, variable.name};
    // Each variable's members are a scope of their own.
    NameScope inner_names;
    outermost.scope = &inner_names;
    Field field;
    bool hides_type = outermost.typedef_names.Has(variable.name);
    field.name = field_names.ClaimAsIs(SafeIdentifier(variable.name) + (hides_type ? "_" : ""));
    field.type = BuildType(variable.type, outermost, place);
    field.offset = Bits::FromBytes(variable.offset);
    field.size = Bits::FromBytes(resolver_.Size(variable.type));
    field.is_static = variable.is_static;
    if (field.offset < cursor)
      Fail(place, "overlaps the variable before it");
    if (variable.offset > size || field.size.bytes() > size - variable.offset) {
      Fail(place, fmt::format("ends at byte {}, the section at byte {}",
                              variable.offset + field.size.bytes(), size));
    }
    uint32_t alignment = resolver_.Alignment(variable.type);
    if (variable.offset % alignment == 0)
      record.alignment = std::max(record.alignment, alignment);
    AddPadding(record, cursor, field.offset, outermost);
    cursor = field.offset + field.size;
    record.slots.emplace_back(std::move(field));
  }
  record.size = static_cast<uint32_t>(RoundUp(size, record.alignment));
  AddPadding(record, cursor, Bits::FromBytes(record.size), outermost);
  uint32_t index = Append(std::move(record));
  record_finished_(index);
  return index;
}

std::string TypeBuilder::ClaimTypeName(std::string_view name, bool is_typedef) {
  std::string wanted = SafeIdentifier(name);
  // Accessors have parameters of these names.
  if (is_typedef && (name == "record" || name == "value" || IsIndexName(name)))
    wanted += "_";
  if (IsLibcTypeName(name))
    wanted = std::string(kLibcCollisionPrefix) + wanted;
  std::string claimed = type_names_.ClaimAsIs(wanted);
  // A typedef shares C's ordinary names with the enumerators, a tag does not.
  while (is_typedef && ordinary_names_.Has(claimed)) claimed = type_names_.ClaimAsIs(wanted);
  if (is_typedef)
    ordinary_names_.Reserve(claimed);
  return claimed;
}

std::string TypeBuilder::Message(const Subject& place, std::string_view message) const {
  std::string owner(place.what);
  if (owner.empty())
    owner = btf::Describe(types_[place.type]);
  std::string member =
      place.member.empty() ? "" : fmt::format("member '{}' ", Printable(place.member));
  return fmt::format("{}: {}{}", owner, member, message);
}

void TypeBuilder::Fail(const Subject& place, std::string_view message) const {
  throw Error(code::kLayout, types_.where(), Message(place, message));
}

void TypeBuilder::FailMember(const Subject& place, std::string_view message) const {
  throw Inexpressible(types_.where(), Message(place, message));
}

}  // namespace ecc::layout

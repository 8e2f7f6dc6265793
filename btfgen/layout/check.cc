// The Model is checked as if a stranger had made it: packages bring theirs, and a mistake of
// our own must not reach a header.  The slots of a record must tile it without gap and overlap,
// indices must lead to something, names must be identifiers and be there once in each scope
// that C and C++ have.
#include "btfgen/layout/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "support/identifier.h"

namespace ecc::layout {
namespace {

// Deeper than any real type; keeps a stranger's package from exhausting the stack.
constexpr unsigned kMaxNesting = 200;

bool IsPossible(const Scalar& scalar) {
  switch (scalar.kind) {
    case ScalarKind::kSigned:
    case ScalarKind::kUnsigned:
      return std::has_single_bit(scalar.size) && scalar.size <= 16;
    case ScalarKind::kChar:
    case ScalarKind::kBool:
      return scalar.size == 1;
    case ScalarKind::kFloat:
      return scalar.size == 4 || scalar.size == 8;
    case ScalarKind::kPointer:
      return scalar.size == 4 || scalar.size == 8;
    case ScalarKind::kOpaque:
      return true;
  }
  return false;
}

}  // namespace

class Checker::Walk {
 public:
  explicit Walk(const Model& model) : model_(model) {}

  void CheckRecord(uint32_t index);
  Findings Finish();
  const Findings& findings() const { return findings_; }

 private:
  struct Extent {
    std::string_view name;
    Bits offset;
    Bits size;
  };

  void CheckBody(const Record& record, uint32_t index, unsigned depth);
  void CheckSlots(const Record& record, uint32_t index, unsigned depth);
  Extent CheckSlot(const Slot& slot, uint32_t index, unsigned depth);
  void CheckMemberName(std::string_view name);
  void CheckUnique(size_t first_name);
  void CheckFieldSize(const Field& field);
  // A type may refer to records before `limit` only: containment order.
  bool CheckType(const TypeRef& type, std::string_view member, uint32_t limit, unsigned depth);
  bool IsInline(const TypeRef& type, uint32_t limit) const;
  void CheckMaps();
  void CheckMapType(const Map& map, std::string_view what, const std::optional<TypeRef>& type,
                    uint32_t size);
  void CheckSections();
  void CheckIdents();
  void CheckNames();

  template <typename... Args>
  void Add(fmt::format_string<Args...> format, Args&&... args) {
    findings_.Add(fmt::format(format, std::forward<Args>(args)...));
  }

  const Model& model_;
  Findings findings_;
  std::vector<bool> inline_uses_;
  // Of the record that is being checked.
  std::string owner_;
  std::vector<std::string_view> names_;  // of the members, a stack of scopes
  bool is_anonymous_ = false;            // the record that is entered next has no name
};

Findings Checker::Walk::Finish() {
  if (!IsIdentifier(model_.name))
    Add("the object's name '{}' is no identifier", Printable(model_.name));
  CheckNames();
  auto check_size = [&](const Enum& e) {
    if (e.size != 1 && e.size != 2 && e.size != 4 && e.size != 8) {
      Add("enum {}: {} bytes are no integer", e.name, e.size);
    }
  };
  std::for_each(model_.enums.begin(), model_.enums.end(), check_size);
  std::for_each(model_.constants.begin(), model_.constants.end(), check_size);
  auto limit = static_cast<uint32_t>(model_.records.size());
  for (const Export& exported : model_.exports) {
    owner_ = "export " + exported.name;
    CheckType(exported.type, "", limit, 0);
  }
  CheckMaps();
  CheckSections();
  CheckIdents();
  inline_uses_.resize(model_.records.size());
  for (uint32_t i = 0; i < limit && findings_.empty(); ++i) {
    if (model_.records[i].role == RecordRole::kInline && !inline_uses_[i])
      Add("the inline record {} is part of no other", i);
  }
  return std::move(findings_);
}

void Checker::Walk::CheckRecord(uint32_t index) {
  const Record& record = model_.records[index];
  owner_ = Describe(record);
  names_.clear();
  CheckBody(record, index, 0);
}

void Checker::Walk::CheckBody(const Record& record, uint32_t index, unsigned depth) {
  if (depth > kMaxNesting) {
    Add("{}: is nested too deep", owner_);
    return;
  }
  if (!std::has_single_bit(record.alignment) || record.alignment > 4096) {
    Add("{}: {} is no alignment", owner_, record.alignment);
    return;
  }
  if (record.size % record.alignment != 0) {
    Add("{}: the size {} is no multiple of the alignment {}", owner_, record.size,
        record.alignment);
    return;
  }
  // The members of an anonymous member share the scope of the record around it.
  bool is_own_scope = depth == 0 || !is_anonymous_;
  size_t first_name = names_.size();
  CheckSlots(record, index, depth);
  if (is_own_scope)
    CheckUnique(first_name);
}

void Checker::Walk::CheckUnique(size_t first_name) {
  auto first = names_.begin() + static_cast<ptrdiff_t>(first_name);
  std::sort(first, names_.end());
  auto twin = std::adjacent_find(first, names_.end());
  if (twin != names_.end())
    Add("{}: two members are called '{}'", owner_, Printable(*twin));
  names_.resize(first_name);
}

void Checker::Walk::CheckSlots(const Record& record, uint32_t index, unsigned depth) {
  const Bits end = Bits::FromBytes(record.size);
  bool is_union = record.kind == RecordKind::kUnion;
  if (record.slots.empty())
    Add("{}: has no slots", owner_);
  Bits cursor;
  for (const Slot& slot : record.slots) {
    auto [slot_name, offset, size] = CheckSlot(slot, index, depth);
    if (size > end || offset > end - size) {
      Add("{}: '{}' ends after the record", owner_, slot_name);
      return;
    }
    if (offset != (is_union ? Bits{} : cursor)) {
      Add("{}: '{}' starts at bit {}, where bit {} is next", owner_, slot_name, offset.count,
          is_union ? 0 : cursor.count);
      return;
    }
    cursor = is_union ? std::max(cursor, size) : offset + size;
  }
  uint64_t bytes = RoundUp(cursor.count, 8) / 8;
  uint64_t covered = is_union ? RoundUp(bytes, record.alignment) : bytes;
  if (covered != record.size || (!is_union && cursor != end)) {
    Add("{}: the slots cover {} bits of {}", owner_, cursor.count, end.count);
  }
}

Checker::Walk::Extent Checker::Walk::CheckSlot(const Slot& slot, uint32_t index,
                                               unsigned depth) {
  if (const Padding* padding = AsPadding(slot)) {
    bool whole = padding->offset.is_whole_bytes() && padding->size.is_whole_bytes();
    if (padding->name.empty() ? padding->size.count >= 8 : !whole) {
      Add("{}: padding '{}' at bit {} has {} bits", owner_, padding->name,
          padding->offset.count, padding->size.count);
    }
    if (!padding->name.empty())
      CheckMemberName(padding->name);
    return {padding->name, padding->offset, padding->size};
  }
  const Field& field = *AsField(slot);
  is_anonymous_ = field.name.empty();
  if (!field.name.empty())
    CheckMemberName(field.name);
  if (CheckType(field.type, field.name, index, depth + 1)) {
    CheckFieldSize(field);
    bool needs_name = !IsInline(field.type, index) || !field.type.dims.empty();
    if (field.name.empty() && needs_name)
      Add("{}: a member has no name", owner_);
  }
  return {field.name, field.offset, field.size};
}

void Checker::Walk::CheckMemberName(std::string_view name) {
  if (!IsIdentifier(name))
    Add("{}: '{}' is no identifier", owner_, Printable(name));
  names_.push_back(name);
}

void Checker::Walk::CheckFieldSize(const Field& field) {
  if (field.is_bitfield) {
    bool fits = field.type.kind != TypeRef::Kind::kRecord && field.type.dims.empty() &&
                field.size.count > 0 && field.size.count <= 128 &&
                field.size.count <= uint64_t{field.type.scalar.size} * 8;
    if (!fits)
      Add("{}: '{}' is no possible bit-field", owner_, Printable(field.name));
    return;
  }
  uint64_t bytes = ElementSize(model_, field.type);
  for (uint32_t dim : field.type.dims) {
    if (dim != 0 && bytes > UINT32_MAX / dim) {
      Add("{}: '{}' is larger than 4 GiB", owner_, Printable(field.name));
      return;
    }
    bytes *= dim;
  }
  if (field.size != Bits::FromBytes(bytes)) {
    Add("{}: '{}' has {} bits, its type {} bytes", owner_, Printable(field.name),
        field.size.count, bytes);
  }
  if (!field.offset.is_whole_bytes())
    Add("{}: '{}' starts inside a byte", owner_, Printable(field.name));
}

bool Checker::Walk::IsInline(const TypeRef& type, uint32_t limit) const {
  return type.kind == TypeRef::Kind::kRecord && type.index < limit &&
         model_.records[type.index].role == RecordRole::kInline;
}

bool Checker::Walk::CheckType(const TypeRef& type, std::string_view member, uint32_t limit,
                              unsigned depth) {
  auto fail = [&](std::string_view what) {
    Add("{}: '{}' {}", owner_, Printable(member), what);
    return false;
  };
  if (type.kind == TypeRef::Kind::kRecord) {
    if (type.index >= limit || model_.records[type.index].role == RecordRole::kSection)
      return fail(fmt::format("refers to record {}", type.index));
    if (!IsInline(type, limit))
      return true;
    if (inline_uses_.size() <= type.index)
      inline_uses_.resize(model_.records.size());
    if (inline_uses_[type.index])
      return fail(fmt::format("shares the inline record {} with another", type.index));
    inline_uses_[type.index] = true;
    CheckBody(model_.records[type.index], type.index, depth);
    return true;
  }
  if (type.kind == TypeRef::Kind::kEnum &&
      (type.index >= model_.enums.size() ||
       type.scalar.size != model_.enums[type.index].size)) {
    return fail(fmt::format("refers to enum {}", type.index));
  }
  if (!IsPossible(type.scalar))
    return fail(fmt::format("is a scalar of {} bytes", type.scalar.size));
  return true;
}

void Checker::Walk::CheckMaps() {
  for (const Map& map : model_.maps) {
    if (!IsIdentifier(map.ident))
      Add("map '{}': the identifier is none", Printable(map.name));
    CheckMapType(map, "key", map.key, map.key_size);
    CheckMapType(map, "value", map.value, map.value_size);
    if (map.section && *map.section >= model_.sections.size()) {
      Add("map '{}' refers to section {}", Printable(map.name), *map.section);
    }
  }
}

void Checker::Walk::CheckMapType(const Map& map, std::string_view what,
                                 const std::optional<TypeRef>& type, uint32_t size) {
  if (!type)
    return;
  owner_ = fmt::format("map '{}'", Printable(map.name));
  is_anonymous_ = false;
  if (!CheckType(*type, what, static_cast<uint32_t>(model_.records.size()), 0))
    return;
  uint64_t bytes = ElementSize(model_, *type);
  for (uint32_t dim : type->dims) bytes = std::min<uint64_t>(bytes * dim, uint64_t{1} << 33);
  if (bytes != size)
    Add("{}: '{}' has {} bytes, the map {}", owner_, what, bytes, size);
}

void Checker::Walk::CheckSections() {
  for (const Section& section : model_.sections) {
    if (section.record >= model_.records.size() ||
        model_.records[section.record].role != RecordRole::kSection) {
      Add("section '{}' refers to record {}", Printable(section.name), section.record);
      continue;
    }
    const Record& record = model_.records[section.record];
    if (section.size > record.size || record.size - section.size >= record.alignment) {
      Add("section '{}' has {} bytes, its record {}", Printable(section.name), section.size,
          record.size);
    }
  }
}

void Checker::Walk::CheckIdents() {
  std::unordered_set<std::string_view> maps;
  for (const Map& map : model_.maps) {
    if (!maps.insert(map.ident).second)
      Add("two maps are called '{}'", map.ident);
  }
  std::unordered_set<std::string_view> programs;
  for (const Program& program : model_.programs) {
    if (!IsIdentifier(program.ident))
      Add("program '{}': the identifier is none", Printable(program.name));
    if (!programs.insert(program.ident).second)
      Add("two programs are called '{}'", program.ident);
  }
}

// Tags and typedefs are one scope in C++; typedefs and enumerators are one in C.
void Checker::Walk::CheckNames() {
  std::unordered_set<std::string_view> type_names;
  std::unordered_set<std::string_view> ordinary_names;
  type_names.reserve(model_.records.size() + model_.enums.size());
  auto claim = [&](std::unordered_set<std::string_view>& scope, std::string_view name) {
    if (!IsIdentifier(name))
      Add("the name '{}' is no identifier", Printable(name));
    if (!scope.insert(name).second)
      Add("two are called '{}'", Printable(name));
  };
  for (const Enum& e : model_.enums) {
    if (!e.name.empty())
      claim(type_names, e.name);
    if (e.is_typedef)
      claim(ordinary_names, e.name);
    for (const Enumerator& enumerator : e.enumerators) claim(ordinary_names, enumerator.name);
  }
  for (const Enum& e : model_.constants) {
    for (const Enumerator& enumerator : e.enumerators) claim(ordinary_names, enumerator.name);
  }
  for (const Record& record : model_.records) {
    switch (record.role) {
      case RecordRole::kInline:
        if (!record.name.empty())
          Add("{}: an inline record has no name", Describe(record));
        break;
      case RecordRole::kSection:
        if (!IsIdentifier(record.name))
          Add("the name '{}' is no identifier", Printable(record.name));
        break;
      case RecordRole::kTypedef:
        claim(ordinary_names, record.name);
        [[fallthrough]];
      case RecordRole::kTag:
        claim(type_names, record.name);
        break;
    }
  }
}

Checker::Checker(const Model& model) : walk_(std::make_unique<Walk>(model)) {}

Checker::~Checker() = default;

void Checker::CheckRecord(uint32_t index) {
  walk_->CheckRecord(index);
}

void Checker::ThrowIfAny(const Place& place, std::string_view headline) const {
  walk_->findings().ThrowIfAny(code::kLayout, place, headline);
}

Findings Checker::Finish() {
  return walk_->Finish();
}

Findings Check(const Model& model) {
  Checker checker(model);
  for (uint32_t i = 0; i < model.records.size(); ++i) {
    if (model.records[i].role != RecordRole::kInline)
      checker.CheckRecord(i);
  }
  return checker.Finish();
}

}  // namespace ecc::layout

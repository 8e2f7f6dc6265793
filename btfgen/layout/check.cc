#include "btfgen/layout/check.h"

#include <fmt/format.h>

#include <bit>
#include <unordered_set>

#include "btfgen/support/identifier.h"

namespace ecc::layout {
namespace {

class Checker {
 public:
  explicit Checker(const Model& model) : model_(model) {}

  Diagnostics Check() {
    if (!IsIdentifier(model_.name))
      Add("the object's name '{}' is no identifier", Printable(model_.name));
    CheckEnums();
    uses_of_inline_.resize(model_.records.size());
    for (uint32_t i = 0; i < model_.records.size(); ++i) CheckRecord(i);
    for (const Export& exported : model_.exports)
      CheckType(exported.type, "export " + exported.name, model_.records.size());
    CheckMaps();
    CheckSections();
    CheckIdents();
    return std::move(findings_);
  }

 private:
  template <typename... Args>
  void Add(fmt::format_string<Args...> format, Args&&... args) {
    findings_.Add(fmt::format(format, std::forward<Args>(args)...));
  }

  void CheckEnums() {
    for (const Enum& e : model_.enums) {
      if (e.size != 1 && e.size != 2 && e.size != 4 && e.size != 8) {
        Add("enum {}: {} bytes are no integer", e.name, e.size);
      }
      if (!e.name.empty())
        ClaimTypeName(e.name);
      if (e.is_typedef)
        ClaimOrdinaryName(e.name);
      for (const Enumerator& enumerator : e.enumerators) ClaimOrdinaryName(enumerator.name);
    }
  }

  void CheckRecord(uint32_t index) {
    const Record& record = model_.records[index];
    const std::string name = Describe(record);
    if (record.role == RecordRole::kInline) {
      if (!record.name.empty())
        Add("{}: an inline record has no name", name);
    } else if (record.role == RecordRole::kSection) {
      if (!IsIdentifier(record.name))
        Add("'{}' is no identifier", Printable(record.name));
    } else {
      ClaimTypeName(record.name);
      if (record.role == RecordRole::kTypedef)
        ClaimOrdinaryName(record.name);
    }
    if (!std::has_single_bit(record.alignment) || record.alignment > 4096) {
      Add("{}: {} is no alignment", name, record.alignment);
    } else if (record.size % record.alignment != 0) {
      Add("{}: the size {} is no multiple of the alignment {}", name, record.size,
          record.alignment);
    } else {
      CheckSlots(record, name, index);
    }
    if (record.role != RecordRole::kInline) {
      std::unordered_set<std::string> names;
      CheckMemberNames(record, name, names, 0);
    }
  }

  void CheckSlots(const Record& record, const std::string& name, uint32_t index) {
    const Bits end = Bits::FromBytes(record.size);
    bool is_union = record.kind == RecordKind::kUnion;
    if (record.slots.empty())
      Add("{}: has no slots", name);
    Bits cursor;
    for (const Slot& slot : record.slots) {
      auto [slot_name, offset, size] = CheckSlot(slot, name, index);
      if (size > end || offset > end - size) {
        Add("{}: '{}' ends after the record", name, slot_name);
        return;
      }
      if (offset != (is_union ? Bits{} : cursor)) {
        Add("{}: '{}' starts at bit {}, where bit {} is next", name, slot_name, offset.count,
            is_union ? 0 : cursor.count);
        return;
      }
      cursor = is_union ? std::max(cursor, size) : offset + size;
    }
    uint64_t bytes = (cursor.count + 7) / 8;
    uint64_t covered =
        is_union ? (bytes + record.alignment - 1) / record.alignment * record.alignment : bytes;
    if (covered != record.size || (!is_union && cursor != end)) {
      Add("{}: the slots cover {} bits of {}", name, cursor.count, end.count);
    }
  }

  struct Extent {
    std::string_view name;
    Bits offset;
    Bits size;
  };

  Extent CheckSlot(const Slot& slot, const std::string& record, uint32_t index) {
    if (const Padding* padding = AsPadding(slot)) {
      bool whole = padding->offset.is_whole_bytes() && padding->size.is_whole_bytes();
      if (padding->name.empty() ? padding->size.count >= 8 : !whole) {
        Add("{}: padding '{}' at bit {} has {} bits", record, padding->name,
            padding->offset.count, padding->size.count);
      }
      return {padding->name, padding->offset, padding->size};
    }
    const Field& field = *AsField(slot);
    const std::string what = fmt::format("{}: '{}'", record, Printable(field.name));
    if (CheckType(field.type, what, index))
      CheckFieldSize(field, what);
    return {field.name, field.offset, field.size};
  }

  void CheckFieldSize(const Field& field, const std::string& what) {
    if (field.is_bitfield) {
      bool fits = field.type.kind != TypeRef::Kind::kRecord && field.type.dims.empty() &&
                  field.size.count > 0 && field.size.count <= 64 &&
                  field.size.count <= uint64_t{field.type.scalar.size} * 8;
      if (!fits)
        Add("{} is no possible bit-field", what);
      return;
    }
    uint64_t bytes = ElementSize(model_, field.type);
    for (uint32_t dim : field.type.dims) {
      if (dim != 0 && bytes > UINT32_MAX / dim) {
        Add("{} is larger than 4 GiB", what);
        return;
      }
      bytes *= dim;
    }
    if (field.size != Bits::FromBytes(bytes)) {
      Add("{} has {} bits, its type {} bytes", what, field.size.count, bytes);
    }
    if (!field.offset.is_whole_bytes())
      Add("{} starts inside a byte", what);
  }

  // A type may refer to records before `limit` only: containment order.
  bool CheckType(const TypeRef& type, const std::string& what, size_t limit) {
    if (type.kind == TypeRef::Kind::kRecord) {
      if (type.index >= limit || model_.records[type.index].role == RecordRole::kSection) {
        Add("{} refers to record {}", what, type.index);
        return false;
      }
      if (model_.records[type.index].role == RecordRole::kInline &&
          uses_of_inline_[type.index]++ != 0) {
        Add("{} shares the inline record {} with another", what, type.index);
        return false;
      }
      return true;
    }
    if (type.kind == TypeRef::Kind::kEnum) {
      if (type.index >= model_.enums.size() ||
          type.scalar.size != model_.enums[type.index].size) {
        Add("{} refers to enum {}", what, type.index);
        return false;
      }
    }
    if (!IsPossible(type.scalar)) {
      Add("{} is a scalar of {} bytes", what, type.scalar.size);
      return false;
    }
    return true;
  }

  static bool IsPossible(const Scalar& scalar) {
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
        return scalar.size == 8;
      case ScalarKind::kOpaque:
        return true;
    }
    return false;
  }

  // The members of anonymous members share the scope of the record around them.
  void CheckMemberNames(const Record& record, const std::string& owner,
                        std::unordered_set<std::string>& names, unsigned depth) {
    if (depth > 200) {
      Add("{}: is nested too deep", owner);
      return;
    }
    for (const Slot& slot : record.slots) {
      const Field* field = AsField(slot);
      const std::string& name = field != nullptr ? field->name : AsPadding(slot)->name;
      const Record* inner = field != nullptr && field->type.kind == TypeRef::Kind::kRecord &&
                                    field->type.index < model_.records.size() &&
                                    &model_.records[field->type.index] < &record
                                ? &model_.records[field->type.index]
                                : nullptr;
      bool is_inline = inner != nullptr && inner->role == RecordRole::kInline;
      if (name.empty()) {
        if (field == nullptr)
          continue;
        if (!is_inline || !field->type.dims.empty()) {
          Add("{}: a member has no name", owner);
        } else {
          CheckMemberNames(*inner, owner, names, depth + 1);
        }
        continue;
      }
      if (!IsIdentifier(name))
        Add("{}: '{}' is no identifier", owner, Printable(name));
      if (!names.insert(name).second)
        Add("{}: two members are called '{}'", owner, Printable(name));
      if (is_inline) {
        std::unordered_set<std::string> own;
        CheckMemberNames(*inner, owner, own, depth + 1);
      }
    }
  }

  void CheckMaps() {
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

  void CheckMapType(const Map& map, std::string_view what, const std::optional<TypeRef>& type,
                    uint32_t size) {
    if (!type)
      return;
    const std::string place = fmt::format("{} of map '{}'", what, Printable(map.name));
    if (!CheckType(*type, place, model_.records.size()))
      return;
    uint64_t bytes = ElementSize(model_, *type);
    for (uint32_t dim : type->dims) bytes = std::min<uint64_t>(bytes * dim, uint64_t{1} << 33);
    if (bytes != size)
      Add("{} has {} bytes, the map {}", place, bytes, size);
  }

  void CheckSections() {
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

  void CheckIdents() {
    std::unordered_set<std::string> maps;
    for (const Map& map : model_.maps) {
      if (!maps.insert(map.ident).second)
        Add("two maps are called '{}'", map.ident);
    }
    std::unordered_set<std::string> programs;
    for (const Program& program : model_.programs) {
      if (!IsIdentifier(program.ident))
        Add("program '{}': the identifier is none", Printable(program.name));
      if (!programs.insert(program.ident).second)
        Add("two programs are called '{}'", program.ident);
    }
  }

  void ClaimTypeName(const std::string& name) {
    if (!IsIdentifier(name))
      Add("type '{}': the name is no identifier", Printable(name));
    if (!type_names_.insert(name).second)
      Add("two types are called '{}'", Printable(name));
  }
  void ClaimOrdinaryName(const std::string& name) {
    if (!IsIdentifier(name))
      Add("'{}' is no identifier", Printable(name));
    if (!ordinary_names_.insert(name).second)
      Add("two names are '{}'", Printable(name));
  }

  const Model& model_;
  Diagnostics findings_;
  std::unordered_set<std::string> type_names_;
  std::unordered_set<std::string> ordinary_names_;
  std::vector<uint32_t> uses_of_inline_;
};

}  // namespace

Diagnostics Check(const Model& model) {
  return Checker(model).Check();
}

}  // namespace ecc::layout

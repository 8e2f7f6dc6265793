// Two Models agree when whoever reads bytes by the one reads the right bytes of the other.
// Paddings are nobody's, names of types may differ where BTF allows it; places, sizes and kinds
// may not.  The result is a table with both columns, because a number alone tells nobody which
// side is wrong.
#include "btfgen/layout/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace ecc::layout {
namespace {

// A member at its place in the outermost record, with all that decides how it is read.
struct FlatField {
  std::string path;
  Bits offset;
  Bits size;
  std::string shape;  // "signed 4", "array of 16 char": compared, and shown when it differs
};

std::string ScalarShape(const TypeRef& type) {
  const Scalar& scalar = type.scalar;
  // Which values it has is compared enum by enum, and their sign with them.
  if (type.kind == TypeRef::Kind::kEnum)
    return fmt::format("enum {}", scalar.size);
  switch (scalar.kind) {
    case ScalarKind::kSigned:
      return fmt::format("signed {}", scalar.size);
    case ScalarKind::kUnsigned:
      return fmt::format("unsigned {}", scalar.size);
    case ScalarKind::kChar:
      return "char";
    case ScalarKind::kBool:
      return "bool";
    case ScalarKind::kFloat:
      return fmt::format("float {}", scalar.size);
    case ScalarKind::kPointer:
      return "pointer";
    case ScalarKind::kOpaque:
      return fmt::format("opaque {}", scalar.size);
  }
  return "";
}

class Flattener {
 public:
  explicit Flattener(const Model& model) : model_(model) {}

  std::vector<FlatField> Flatten(const Record& record) {
    Add(record, "", {});
    return std::move(fields_);
  }

 private:
  void Add(const Record& record, const std::string& prefix, Bits base) {
    for (const Slot& slot : record.slots) {
      const Field* field = AsField(slot);
      if (field == nullptr)
        continue;
      const TypeRef& type = field->type;
      const Record* inner =
          type.kind == TypeRef::Kind::kRecord ? &model_.records[type.index] : nullptr;
      bool is_inline = inner != nullptr && inner->role == RecordRole::kInline;
      std::string path = prefix + field->name;
      if (!field->name.empty()) {
        std::string shape = inner == nullptr ? ScalarShape(type)
                            : is_inline      ? "inline"
                                             : Describe(*inner);
        for (uint32_t dim : type.dims) shape += fmt::format("[{}]", dim);
        if (field->is_bitfield)
          shape += fmt::format(" : {}", field->size.count);
        fields_.push_back({path, base + field->offset, field->size, shape});
      }
      if (is_inline) {
        Add(*inner, field->name.empty() ? prefix : path + ".", base + field->offset);
      }
    }
  }

  const Model& model_;
  std::vector<FlatField> fields_;
};

std::string Place(Bits offset) {
  return offset.is_whole_bytes() ? fmt::format("{}", offset.bytes())
                                 : fmt::format("{}:{}", offset.bytes(), offset.count % 8);
}

void CompareFields(const std::vector<FlatField>& left, const std::vector<FlatField>& right,
                   std::vector<FieldDifference>& out) {
  std::unordered_map<std::string_view, const FlatField*> by_path;
  for (const FlatField& field : right) by_path.emplace(field.path, &field);
  for (const FlatField& field : left) {
    auto found = by_path.find(field.path);
    if (found == by_path.end()) {
      out.push_back({field.path, Place(field.offset), ""});
      continue;
    }
    const FlatField& other = *found->second;
    if (field.offset != other.offset) {
      out.push_back({field.path, Place(field.offset), Place(other.offset)});
    }
    if (field.shape != other.shape)
      out.push_back({field.path, field.shape, other.shape});
    by_path.erase(found);
  }
  // The fields that are left stand on the right side only; they are told in its order.
  for (const FlatField& field : right) {
    if (by_path.contains(field.path))
      out.push_back({field.path, "", Place(field.offset)});
  }
}

void CompareEnums(const Model& left, const Model& right, std::vector<TypeDifference>& out) {
  struct Value {
    uint64_t value;
    bool is_uncertain;
  };
  std::unordered_map<std::string_view, Value> values;
  std::unordered_map<std::string_view, uint32_t> sizes;
  for (const Enum& e : right.enums) {
    if (!e.name.empty())
      sizes.emplace(e.name, e.size);
    for (const Enumerator& enumerator : e.enumerators) {
      values.emplace(enumerator.name, Value{enumerator.value, e.is_uncertain});
    }
  }
  for (const Enum& e : left.enums) {
    TypeDifference difference{e.is_typedef ? e.name : "enum " + e.name, {}};
    auto size = sizes.find(e.name);
    if (size != sizes.end() && size->second != e.size) {
      difference.fields.push_back(
          {"(size)", std::to_string(e.size), std::to_string(size->second)});
    }
    for (const Enumerator& enumerator : e.enumerators) {
      auto found = values.find(enumerator.name);
      auto show = [&](uint64_t value) {
        return e.is_signed ? fmt::format("{}", static_cast<int64_t>(value))
                           : fmt::format("{}", value);
      };
      if (found == values.end()) {
        difference.fields.push_back({enumerator.name, show(enumerator.value), ""});
        continue;
      }
      const Value& other = found->second;
      // Of an uncertain value 32 bits are known.
      bool is_same =
          e.is_uncertain || other.is_uncertain
              ? static_cast<uint32_t>(enumerator.value) == static_cast<uint32_t>(other.value)
              : enumerator.value == other.value;
      if (!is_same) {
        difference.fields.push_back(
            {enumerator.name, show(enumerator.value), show(other.value)});
      }
    }
    if (!difference.fields.empty())
      out.push_back(std::move(difference));
  }
}

}  // namespace

std::optional<TypeDifference> DiffRecord(const Model& left, const Record& left_record,
                                         const Model& right, const Record& right_record) {
  TypeDifference difference;
  difference.type = left_record.role == RecordRole::kSection ? "section " + left_record.name
                                                             : Describe(left_record);
  if (left_record.kind != right_record.kind) {
    difference.fields.push_back({"(type)",
                                 left_record.kind == RecordKind::kUnion ? "union" : "struct",
                                 right_record.kind == RecordKind::kUnion ? "union" : "struct"});
  }
  CompareFields(Flattener(left).Flatten(left_record), Flattener(right).Flatten(right_record),
                difference.fields);
  if (left_record.size != right_record.size) {
    difference.fields.push_back(
        {"(size)", std::to_string(left_record.size), std::to_string(right_record.size)});
  }
  if (left_record.alignment != right_record.alignment) {
    difference.fields.push_back({"(alignment)", std::to_string(left_record.alignment),
                                 std::to_string(right_record.alignment)});
  }
  if (difference.fields.empty())
    return std::nullopt;
  return difference;
}

std::vector<TypeDifference> Diff(const Model& left, const Model& right) {
  // A section and a type may bear one name.
  auto key = [](const Record& record) {
    return (record.role == RecordRole::kSection ? "." : "") + record.name;
  };
  std::unordered_map<std::string, const Record*> by_name;
  for (const Record& record : right.records) {
    if (record.role != RecordRole::kInline)
      by_name.emplace(key(record), &record);
  }
  std::vector<TypeDifference> differences;
  for (const Record& record : left.records) {
    if (record.role == RecordRole::kInline)
      continue;
    auto found = by_name.find(key(record));
    if (found == by_name.end()) {
      std::string name =
          record.role == RecordRole::kSection ? "section " + record.name : Describe(record);
      differences.push_back({name, {{"(type)", "present", ""}}});
    } else if (auto difference = DiffRecord(left, record, right, *found->second)) {
      differences.push_back(std::move(*difference));
    }
  }
  CompareEnums(left, right, differences);
  return differences;
}

std::string FormatDifferences(const std::vector<TypeDifference>& differences,
                              std::string_view left, std::string_view right) {
  std::string text;
  for (const TypeDifference& difference : differences) {
    size_t name_width = std::string_view("field").size();
    size_t left_width = left.size();
    size_t right_width = right.size();
    auto show = [](const std::string& side) { return side.empty() ? std::string("-") : side; };
    for (const FieldDifference& field : difference.fields) {
      name_width = std::max(name_width, field.path.size());
      left_width = std::max(left_width, show(field.left).size());
      right_width = std::max(right_width, show(field.right).size());
    }
    if (!text.empty())
      text += "\n";
    text += fmt::format("'{}' in {} does not match {}\n", difference.type, left, right);
    text += fmt::format("    {:<{}}  {:>{}}  {:>{}}", "field", name_width, left, left_width,
                        right, right_width);
    for (const FieldDifference& field : difference.fields) {
      text += fmt::format("\n    {:<{}}  {:>{}}  {:>{}}", field.path, name_width,
                          show(field.left), left_width, show(field.right), right_width);
    }
  }
  return text;
}

}  // namespace ecc::layout

#include "btfgen/emit/c_record.h"

#include <string>
#include <string_view>

#include "btfgen/emit/c_types.h"

namespace ecc::emit {
namespace {

using layout::Field;
using layout::Record;
using layout::RecordKind;
using layout::RecordRole;

std::string_view Keyword(const Record& record) {
  return record.kind == RecordKind::kUnion ? "union" : "struct";
}

const Record* AsInline(const layout::Model& model, const Field& field) {
  if (field.type.kind != layout::TypeRef::Kind::kRecord)
    return nullptr;
  const Record& record = model.records[field.type.index];
  return record.role == RecordRole::kInline ? &record : nullptr;
}

class RecordPrinter {
 public:
  RecordPrinter(Printer& out, const layout::Model& model) : out_(out), model_(model) {}

  void PrintDefinition(const Record& record, const std::string& name) {
    bool is_typedef = record.role == RecordRole::kTypedef;
    if (is_typedef) {
      out_.Line("typedef {} {{", Keyword(record));
    } else {
      out_.Line("{} {} {{", Keyword(record), name);
    }
    PrintSlots(record);
    // `packed` makes the slots the whole truth; `aligned` gives back the alignment that
    // packing took away, so that &event->pid neither warns nor costs an unaligned load.
    out_.Line("}} __attribute__((packed, aligned({}))){}{};", record.alignment,
              is_typedef ? " " : "", is_typedef ? name : "");
  }

  void PrintAsserts(const Record& record, const std::string& type) {
    out_.Line("ECC_STATIC_ASSERT(sizeof({}) == {}, \"size of {}\");", type, record.size, type);
    out_.Line("ECC_STATIC_ASSERT(__alignof__({}) == {}, \"alignment of {}\");", type,
              record.alignment, type);
    PrintOffsets(record, type, "", {});
  }

 private:
  void PrintSlots(const Record& record) {
    auto indent = out_.Indent();
    for (const layout::Slot& slot : record.slots) {
      if (const Field* field = layout::AsField(slot)) {
        PrintField(*field);
      } else {
        PrintPadding(*layout::AsPadding(slot));
      }
    }
  }

  void PrintPadding(const layout::Padding& padding) {
    if (padding.name.empty()) {
      out_.Line("unsigned char : {};", padding.size.count);
    } else {
      out_.Line("char {}[{}];", padding.name, padding.size.bytes());
    }
  }

  void PrintField(const Field& field) {
    if (const Record* record = AsInline(model_, field)) {
      out_.Line("{} {{", Keyword(*record));
      PrintSlots(*record);
      out_.Line("}} __attribute__((packed, aligned({}))){}{}{};", record->alignment,
                field.name.empty() ? "" : " ", field.name, SpellDims(field.type));
      return;
    }
    if (field.is_bitfield) {
      std::string base = SpellBitfieldBase(field);
      out_.Line("{} {} : {};{}", base, field.name, field.size.count,
                OriginComment(field.type, base));
      return;
    }
    std::string element = SpellElement(model_, field.type);
    std::string dims = SpellDims(field.type);
    out_.Line("{} {}{};{}", element, field.name, dims,
              OriginComment(field.type, element + dims));
  }

  void PrintOffsets(const Record& record, const std::string& type, const std::string& prefix,
                    Bits base) {
    for (const layout::Slot& slot : record.slots) {
      const Field* field = layout::AsField(slot);
      // A bit-field has no address; its neighbours' asserts and the accessors hold it.
      if (field == nullptr || field->is_bitfield)
        continue;
      const Record* record_of_field = AsInline(model_, *field);
      Bits offset = base + field->offset;
      if (field->name.empty()) {
        PrintOffsets(*record_of_field, type, prefix, offset);
        continue;
      }
      std::string path = prefix + field->name;
      out_.Line("ECC_STATIC_ASSERT(offsetof({}, {}) == {}, \"offset of {}.{}\");", type, path,
                offset.bytes(), type, path);
      if (record_of_field == nullptr)
        continue;
      for (size_t i = 0; i < field->type.dims.size(); ++i) path += "[0]";
      PrintOffsets(*record_of_field, type, path + ".", offset);
    }
  }

  Printer& out_;
  const layout::Model& model_;
};

}  // namespace

void PrintRecord(Printer& out, const layout::Model& model, const layout::Record& record,
                 const std::string& name) {
  RecordPrinter printer(out, model);
  printer.PrintDefinition(record, name);
  std::string type =
      record.role == RecordRole::kTypedef ? name : fmt::format("{} {}", Keyword(record), name);
  printer.PrintAsserts(record, type);
}

void PrintEnum(Printer& out, const layout::Enum& e) {
  if (!IsPrintable(e))
    return;
  if (e.is_typedef) {
    out.Line("typedef enum {{");
  } else {
    out.Line("enum{}{} {{", e.name.empty() ? "" : " ", e.name);
  }
  {
    auto indent = out.Indent();
    for (const layout::Enumerator& enumerator : e.enumerators) {
      out.Line("{} = {},", enumerator.name, SpellValue(e, enumerator.value));
    }
  }
  out.Line("}}{}{};", e.is_typedef ? " " : "", e.is_typedef ? e.name : "");
  for (const layout::Enumerator& enumerator : e.enumerators) {
    out.Line("ECC_STATIC_ASSERT({} == {}, \"value of {}\");", enumerator.name,
             SpellValue(e, enumerator.value), enumerator.name);
  }
  out.Blank();
}

}  // namespace ecc::emit

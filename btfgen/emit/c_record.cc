// `packed` makes the slots the whole truth, `aligned` gives back the alignment that packing
// took away. Every member and every record is asserted by offset and size, so that the guest's
// compiler finds what a mistake here, or another compiler's idea of C, would move.
#include "btfgen/emit/c_record.h"

#include <string>
#include <string_view>

#include "btfgen/emit/c_types.h"
#include "support/identifier.h"

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
      out_.Join("typedef ", Keyword(record), " {");
    } else {
      out_.Join(Keyword(record), " ", name, " {");
    }
    if (model_.big_endian)
      CollectMemberNames(record);
    PrintSlots(record);
    // `packed` makes the slots the whole truth; `aligned` gives back the alignment that
    // packing took away, so that &event->pid neither warns nor costs an unaligned load.
    out_.Join("} __attribute__((packed, aligned(", record.alignment, ")))",
              is_typedef ? " " : "", is_typedef ? name : "", ";");
  }

  void PrintAsserts(const Record& record, const std::string& type) {
    out_.Join("ECC_ASSERT_SIZE(", type, ", ", record.size, ", ", record.alignment, ");");
    std::string path;
    PrintOffsets(record, type, path, {});
  }

 private:
  void PrintSlots(const Record& record) {
    auto indent = out_.Indent();
    for (size_t i = 0; i < record.slots.size(); ++i) {
      const Field* field = layout::AsField(record.slots[i]);
      if (model_.big_endian && IsBits(record.slots[i])) {
        i = PrintBigEndianBits(record, i);
      } else if (field != nullptr) {
        PrintField(*field);
      } else {
        PrintPadding(*layout::AsPadding(record.slots[i]));
      }
    }
  }

  static bool IsBits(const layout::Slot& slot) {
    const Field* field = layout::AsField(slot);
    return field != nullptr ? field->is_bitfield : layout::AsPadding(slot)->name.empty();
  }

  // A little-endian compiler counts bits from the other end: neighbours become bytes, which the
  // accessors take apart.  Returns the last slot of the run; those of a union stand alone.
  size_t PrintBigEndianBits(const Record& record, size_t first) {
    size_t last = first;
    uint64_t bits = 0;
    std::string comment;
    for (size_t i = first; i < record.slots.size() && IsBits(record.slots[i]); ++i) {
      const Field* field = layout::AsField(record.slots[i]);
      uint64_t width =
          field != nullptr ? field->size.count : layout::AsPadding(record.slots[i])->size.count;
      if (field != nullptr)
        comment += fmt::format("{}{} : {}", comment.empty() ? "" : ", ", field->name, width);
      bits += width;
      last = i;
      if (record.kind == RecordKind::kUnion)
        break;
    }
    std::string name;
    do {
      name = "__bits" + std::to_string(next_bits_++);
    } while (member_names_.Has(name));
    out_.Join("unsigned char ", name, "[", RoundUp(bits, 8) / 8, "]; /* ", comment, " */");
    return last;
  }

  void CollectMemberNames(const Record& record) {
    for (const layout::Slot& slot : record.slots) {
      const Field* field = layout::AsField(slot);
      if (field == nullptr)
        continue;
      member_names_.Reserve(field->name);
      if (const Record* inner = AsInline(model_, *field))
        CollectMemberNames(*inner);
    }
  }

  void PrintPadding(const layout::Padding& padding) {
    if (padding.name.empty()) {
      out_.Join("unsigned char : ", padding.size.count, ";");
    } else {
      out_.Join("char ", padding.name, "[", padding.size.bytes(), "];");
    }
  }

  void PrintField(const Field& field) {
    if (const Record* record = AsInline(model_, field)) {
      out_.Join(Keyword(*record), " {");
      PrintSlots(*record);
      out_.Join("} __attribute__((packed, aligned(", record->alignment, ")))",
                field.name.empty() ? "" : " ", field.name, SpellDims(field.type), ";");
      return;
    }
    if (field.is_bitfield) {
      std::string base = SpellBitfieldBase(field);
      out_.Join(base, " ", field.name, " : ", field.size.count, ";",
                OriginComment(field.type, base));
      return;
    }
    std::string element = model_.big_endian ? SpellBigEndianElement(model_, field.type)
                                            : SpellElement(model_, field.type);
    std::string dims = SpellDims(field.type);
    out_.Join(element, " ", field.name, dims, ";",
              OriginComment(field.type, dims.empty() ? element : element + dims));
  }

  // `path` leads to the record and is left as it was found.
  void PrintOffsets(const Record& record, const std::string& type, std::string& path,
                    Bits base) {
    const size_t prefix = path.size();
    for (const layout::Slot& slot : record.slots) {
      const Field* field = layout::AsField(slot);
      // A bit-field has no address; its neighbours' asserts and the accessors hold it.
      if (field == nullptr || field->is_bitfield)
        continue;
      const Record* inner = AsInline(model_, *field);
      Bits offset = base + field->offset;
      if (!field->name.empty()) {
        path += field->name;
        out_.Join("ECC_ASSERT_OFFSET(", type, ", ", path, ", ", offset.bytes(), ");");
      }
      if (inner != nullptr) {
        if (!field->name.empty()) {
          out_.Join("ECC_ASSERT_MEMBER_SIZE(", type, ", ", path, ", ", field->size.bytes(),
                    ");");
        }
        for (size_t i = 0; i < field->type.dims.size(); ++i) path += "[0]";
        if (!field->name.empty())
          path += ".";
        PrintOffsets(*inner, type, path, offset);
      }
      path.resize(prefix);
    }
  }

  Printer& out_;
  const layout::Model& model_;
  // Of big-endian records only.
  NameScope member_names_;
  unsigned next_bits_ = 0;
};

}  // namespace

void PrintRecordDefinition(Printer& out, const layout::Model& model,
                           const layout::Record& record, const std::string& name) {
  RecordPrinter(out, model).PrintDefinition(record, name);
}

void PrintRecordAsserts(Printer& out, const layout::Model& model, const layout::Record& record,
                        const std::string& name) {
  std::string type =
      record.role == RecordRole::kTypedef ? name : std::string(Keyword(record)) + " " + name;
  RecordPrinter(out, model).PrintAsserts(record, type);
}

void PrintRecord(Printer& out, const layout::Model& model, const layout::Record& record,
                 const std::string& name) {
  PrintRecordDefinition(out, model, record, name);
  PrintRecordAsserts(out, model, record, name);
}

void PrintEnumDefinition(Printer& out, const layout::Enum& e) {
  if (e.is_typedef) {
    out.Line("typedef enum {{");
  } else {
    out.Line("enum{}{} {{", e.name.empty() ? "" : " ", e.name);
  }
  {
    auto indent = out.Indent();
    for (const layout::Enumerator& enumerator : e.enumerators) {
      out.Join(enumerator.name, " = ", SpellValue(e, enumerator.value), ",");
    }
  }
  out.Line("}}{}{};", e.is_typedef ? " " : "", e.is_typedef ? e.name : "");
}

void PrintEnumAsserts(Printer& out, const layout::Enum& e) {
  for (const layout::Enumerator& enumerator : e.enumerators) {
    out.Join("ECC_ASSERT_VALUE(", enumerator.name, ", ", SpellValue(e, enumerator.value), ");");
  }
}

}  // namespace ecc::emit

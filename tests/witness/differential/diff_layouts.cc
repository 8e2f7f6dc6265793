// Compares all named types of two files with BTF: diff_layouts LEFT RIGHT.  Pointers and enums
// count as integers of their size, because that is what they may be in a generated header.
#include <fmt/format.h>

#include "btfgen/layout/btf_file.h"
#include "btfgen/layout/diff.h"
#include "support/error.h"

namespace {

using namespace ecc;

// What a header prints as padding is a member in the BTF of whoever includes it.
bool IsPrintedPadding(const layout::Field& field) {
  return field.name.starts_with("__pad") &&
         field.type.scalar.kind == layout::ScalarKind::kChar && field.type.dims.size() == 1;
}

// A big-endian record's header holds numbers as bytes: what is left to compare is their places.
void MakeBytes(const layout::Model& model, layout::Slot& slot) {
  auto& field = std::get<layout::Field>(slot);
  bool is_record = field.type.kind == layout::TypeRef::Kind::kRecord;
  bool is_number = is_record && model.records[field.type.index].name.starts_with("ecc_be");
  bool is_bits = field.is_bitfield || field.name.starts_with("__bits");
  if (is_bits) {
    slot = layout::Padding{"bits", field.offset, field.size};
  } else if (is_number || (model.big_endian && !is_record && field.type.scalar.size > 1)) {
    uint32_t size = layout::ElementSize(model, field.type);
    field.type.kind = layout::TypeRef::Kind::kScalar;
    field.type.scalar = {layout::ScalarKind::kOpaque, size, ""};
  }
}

layout::Model Load(const char* path, bool as_bytes) {
  layout::Selection selection;
  selection.scope = layout::Selection::Scope::kAll;
  layout::Model model = BtfFile::Open(path)->Build(selection);
  // A compiler drops enums that no variable has; the header asserts their values itself.
  for (layout::Enum& e : model.enums) e.enumerators.clear();
  for (layout::Record& record : model.records) {
    // Not a type: Diff passes over inline records.
    if (record.role == layout::RecordRole::kSection)
      record.role = layout::RecordRole::kInline;
    if (as_bytes)
      record.alignment = 1;
    for (layout::Slot& slot : record.slots) {
      auto* field = std::get_if<layout::Field>(&slot);
      if (field == nullptr)
        continue;
      if (IsPrintedPadding(*field)) {
        slot = layout::Padding{field->name, field->offset, field->size};
        continue;
      }
      // An enum of another size than int's is an integer in the header.
      if (field->type.kind == layout::TypeRef::Kind::kEnum)
        field->type.kind = layout::TypeRef::Kind::kScalar;
      layout::Scalar& scalar = field->type.scalar;
      if (scalar.kind == layout::ScalarKind::kPointer)
        scalar.kind = layout::ScalarKind::kUnsigned;
      if (as_bytes)
        MakeBytes(model, slot);
    }
  }
  model.big_endian = false;
  return model;
}

int Main(int argc, char** argv) {
  if (argc != 3)
    throw UsageError("two files are needed");
  bool as_bytes = BtfFile::Open(argv[1])->resolver().types().byte_order() == std::endian::big;
  layout::Model left = Load(argv[1], as_bytes);
  std::vector<layout::TypeDifference> differences = layout::Diff(left, Load(argv[2], as_bytes));
  fmt::print("{} records compared, {} differ\n", left.records.size(), differences.size());
  if (differences.size() > 10)
    differences.resize(10);
  fmt::print("{}\n", layout::FormatDifferences(differences, "left", "right"));
  return differences.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  return RunMain("diff_layouts", Main, argc, argv);
}

// Compares all named types of two files with BTF: diff_layouts LEFT RIGHT.  Pointers and enums
// count as integers of their size, because that is what they may be in a generated header.
#include <fmt/format.h>

#include "btfgen/input.h"
#include "btfgen/layout/diff.h"
#include "btfgen/support/error.h"

namespace {

using namespace ecc;

// What a header prints as padding is a member in the BTF of whoever includes it.
bool IsPrintedPadding(const layout::Field& field) {
  return field.name.starts_with("__pad") &&
         field.type.scalar.kind == layout::ScalarKind::kChar && field.type.dims.size() == 1;
}

layout::Model Load(const char* path) {
  layout::Selection selection;
  selection.scope = layout::Selection::Scope::kAll;
  layout::Model model = Input::Open(path)->Build(selection);
  // A compiler drops enums that no variable has; the header asserts their values itself.
  for (layout::Enum& e : model.enums) e.enumerators.clear();
  for (layout::Record& record : model.records) {
    // Not a type: Diff passes over inline records.
    if (record.role == layout::RecordRole::kSection)
      record.role = layout::RecordRole::kInline;
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
    }
  }
  return model;
}

int Main(int argc, char** argv) {
  if (argc != 3)
    throw UsageError("two files are needed");
  layout::Model left = Load(argv[1]);
  std::vector<layout::TypeDifference> differences = layout::Diff(left, Load(argv[2]));
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

// Writes a package that lies: alter_package shift|claim-kernel-type PACKAGE
#include <fmt/format.h>

#include "btfgen/layout/json.h"
#include "support/error.h"
#include "support/files.h"
#include "support/json.h"

namespace {

using namespace ecc;

// Takes the first padding out of a record and moves up what follows, as a reader would that
// does not know of it.
void Shift(layout::Record& record) {
  Bits cursor;
  bool dropped = false;
  std::vector<layout::Slot> slots;
  for (layout::Slot slot : record.slots) {
    if (layout::AsPadding(slot) != nullptr && !dropped) {
      dropped = true;
      continue;
    }
    std::visit(
        [&](auto& part) {
          part.offset = cursor;
          cursor = cursor + part.size;
        },
        slot);
    slots.push_back(slot);
  }
  record.slots = slots;
  record.size = static_cast<uint32_t>(cursor.bytes());
  record.alignment = 4;
}

int Main(int argc, char** argv) {
  if (argc != 3)
    throw UsageError("an alteration and a package are needed");
  auto package = ParseJson(ReadFile(argv[2]));
  auto& json = package["meta"]["ecc"]["layout"];
  layout::Model model = layout::FromJson(json);
  for (layout::Record& record : model.records) {
    if (record.name != "event")
      continue;
    if (std::string_view(argv[1]) == "shift") {
      Shift(record);
    } else {
      record.is_kernel_type = true;
    }
  }
  json = layout::ToJson(model);
  fmt::print("{}\n", package.Dump(2));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return RunMain("alter_package", Main, argc, argv);
}

#include "btfgen/emit/c_header.h"

#include "btfgen/emit/c_accessors.h"
#include "btfgen/emit/c_record.h"
#include "btfgen/support/error.h"
#include "btfgen/support/identifier.h"
#include "btfgen/support/template.h"
#include "templates/templates.h"

namespace ecc::emit {

std::string CHeader(const layout::Model& model, const std::string& source,
                    const std::string& file) {
  if (model.big_endian) {
    throw Error(source + ": the object is big-endian, a wasm32 guest is little-endian",
                "compile it with -target bpfel");
  }
  // Accessors are functions: they share C's ordinary names with enumerators and typedefs.
  NameScope names;
  Printer out;
  for (const layout::Enum& e : model.enums) {
    if (e.is_typedef)
      names.Reserve(e.name);
    for (const layout::Enumerator& enumerator : e.enumerators) names.Reserve(enumerator.name);
    PrintEnum(out, e);
  }
  auto is_printed = [](const layout::Record& record) {
    return record.role == layout::RecordRole::kTag ||
           record.role == layout::RecordRole::kTypedef;
  };
  for (const layout::Record& record : model.records) {
    if (record.role == layout::RecordRole::kTypedef)
      names.Reserve(record.name);
  }
  for (const layout::Record& record : model.records) {
    if (!is_printed(record))
      continue;
    PrintRecord(out, model, record, record.name);
    PrintAccessors(out, model, record, names);
    out.Blank();
  }
  return FillTemplate(
      templates::kWasmHeader,
      {{"SOURCE", Printable(source)}, {"GUARD", IncludeGuard(file)}, {"BODY", out.Take()}});
}

}  // namespace ecc::emit

// A guest may include the headers of several objects, which share types.  Each definition
// stands behind a guard whose value is a digest of it: the same one again is passed over,
// another one by the same name is an error of the compiler's instead of a layout that nobody
// meant.
#include "btfgen/emit/c_header.h"

#include <utility>

#include "btfgen/emit/c_accessors.h"
#include "btfgen/emit/c_record.h"
#include "btfgen/emit/c_types.h"
#include "support/error.h"
#include "support/template.h"
#include "support/text.h"
#include "templates/templates.h"

namespace ecc::emit {
namespace {

// The names that an accessor could bear, which few do.
bool IsLikeAccessor(std::string_view name) {
  return name.find("_get_") != name.npos || name.find("_set_") != name.npos;
}

// Tells two definitions apart (FNV-1a).  What stands in comments makes no difference, nor which
// of C's names an integer of 64 bits has.
uint64_t Digest(std::string_view definition) {
  std::string text;
  while (!definition.empty()) {
    size_t comment = definition.find(" /*");
    text += definition.substr(0, comment);
    size_t end = comment == definition.npos ? definition.npos : definition.find("*/", comment);
    definition.remove_prefix(end == definition.npos ? definition.size() : end + 2);
  }
  ReplaceAll(text, "uint64_t", "unsigned long long");
  ReplaceAll(text, "int64_t", "long long");
  uint64_t digest = 0xcbf29ce484222325;
  for (char c : text) {
    digest ^= static_cast<unsigned char>(c);
    digest *= 0x100000001b3;
  }
  return digest;
}

}  // namespace

CHeaderPrinter::CHeaderPrinter(const std::string& source, const std::string& file,
                               Guards guards, Printer::Sink sink)
    : guards_(guards), out_(std::move(sink)) {
  auto [first_lines, last_lines] =
      FillTemplateAround(templates::kWasmHeader, "BODY",
                         {{"SOURCE", Printable(source)}, {"GUARD", IncludeGuard(file)}});
  out_.Raw(first_lines);
  last_lines_ = last_lines;
}

template <typename Print>
void CHeaderPrinter::PrintGuarded(std::string_view scope, std::string_view name, Print print) {
  if (guards_ == Guards::kNone)
    return print(out_);
  Printer definition;
  print(definition);
  const std::string digest = fmt::format("0x{:016x}", Digest(definition.text()));
  out_.Join("#ifndef ECC_", scope, "_", name);
  out_.Join("#define ECC_", scope, "_", name, " ", digest);
  out_.Raw(definition.text());
  out_.Join("#elif ECC_", scope, "_", name, " != ", digest);
  out_.Join("#error \"another header defines '", name, "' otherwise\"");
  out_.Join("#endif");
}

void CHeaderPrinter::PrintEnum(const layout::Enum& e) {
  if (e.is_typedef)
    ReserveOrdinaryName(e.name);
  for (const layout::Enumerator& enumerator : e.enumerators)
    ReserveOrdinaryName(enumerator.name);
  if (!IsPrintable(e))
    return;
  // One without a name is known by its first enumerator.
  bool has_name = !e.name.empty();
  PrintGuarded(!has_name      ? "ENUM"
               : e.is_typedef ? "TYPEDEF"
                              : "TAG",
               has_name ? e.name : e.enumerators.front().name,
               [&](Printer& out) { PrintEnumDefinition(out, e); });
  PrintEnumAsserts(out_, e);
  out_.Blank();
}

void CHeaderPrinter::TakeEnums(const layout::Model& model) {
  if (model.big_endian)
    out_.Raw(templates::kBigEndian);
  for (const layout::Enum& e : model.enums) PrintEnum(e);
  for (const layout::Enum& e : model.constants) PrintEnum(e);
  for (const layout::Record& record : model.records) {
    if (record.role == layout::RecordRole::kTypedef)
      ReserveOrdinaryName(record.name);
  }
  records_known_ = model.records.size();
}

void CHeaderPrinter::TakeRecord(const layout::Model& model, const layout::Record& record) {
  if (record.role == layout::RecordRole::kSection)
    return;
  bool is_late = record.role == layout::RecordRole::kTypedef && records_known_ == 0;
  if (is_late && IsLikeAccessor(record.name)) {
    // Too late to give the accessor another name.
    if (names_.Has(record.name)) {
      throw Error("typedef '" + record.name + "' bears the name of a bit-field's accessor",
                  "take the types that you need with --type");
    }
    names_.Reserve(record.name);
  }
  PrintGuarded(record.role == layout::RecordRole::kTypedef ? "TYPEDEF" : "TAG", record.name,
               [&](Printer& out) {
                 PrintRecordDefinition(out, model, record, record.name);
                 PrintAccessors(out, model, record, record.name, names_);
               });
  PrintRecordAsserts(out_, model, record, record.name);
  out_.Blank();
}

void CHeaderPrinter::Finish() {
  out_.Raw(last_lines_);
  out_.Flush();
}

void CHeaderPrinter::ReserveOrdinaryName(std::string_view name) {
  if (IsLikeAccessor(name))
    names_.Reserve(name);
}

std::string CHeader(const layout::Model& model, const std::string& source,
                    const std::string& file) {
  std::string text;
  CHeaderPrinter printer(source, file, CHeaderPrinter::Guards::kEachType,
                         [&](std::string_view piece) { text += piece; });
  printer.TakeEnums(model);
  for (const layout::Record& record : model.records) {
    if (record.role != layout::RecordRole::kInline)
      printer.TakeRecord(model, record);
  }
  printer.Finish();
  return text;
}

}  // namespace ecc::emit

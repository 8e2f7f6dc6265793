#include "btfgen/emit/c_accessors.h"

#include <algorithm>
#include <string>

#include "btfgen/emit/c_types.h"

namespace ecc::emit {
namespace {

using layout::Field;
using layout::Record;

// The way from the outermost record to a bit-field.
struct Path {
  std::string expression;    // "u[i0].flags"
  std::string words;         // "u_flags"
  std::string index_params;  // ", size_t i0"
  unsigned indices = 0;
};

class AccessorPrinter {
 public:
  AccessorPrinter(Printer& out, const layout::Model& model, const Record& record,
                  NameScope& names)
      : out_(out),
        model_(model),
        record_(record),
        type_(layout::Describe(record)),
        names_(names) {}

  void Print() { Walk(record_, {}); }

 private:
  void Walk(const Record& record, const Path& path) {
    for (const layout::Slot& slot : record.slots) {
      const Field* field = layout::AsField(slot);
      if (field == nullptr)
        continue;
      if (field->is_bitfield) {
        PrintPair(*field, path);
        continue;
      }
      if (field->type.kind != layout::TypeRef::Kind::kRecord)
        continue;
      const Record& inner = model_.records[field->type.index];
      if (inner.role == layout::RecordRole::kInline)
        Walk(inner, Extend(path, *field));
    }
  }

  static Path Extend(const Path& path, const Field& field) {
    if (field.name.empty())
      return path;
    Path longer = path;
    longer.expression += field.name;
    longer.words += field.name + "_";
    for (size_t i = 0; i < field.type.dims.size(); ++i) {
      longer.expression += fmt::format("[i{}]", longer.indices);
      longer.index_params += fmt::format(", size_t i{}", longer.indices++);
    }
    longer.expression += ".";
    return longer;
  }

  void PrintPair(const Field& field, const Path& path) {
    const std::string base = SpellBitfieldBase(field);
    const std::string expression = path.expression + field.name;
    const std::string getter =
        names_.Claim(fmt::format("{}_get_{}{}", record_.name, path.words, field.name));
    out_.Line("static inline __attribute__((unused)) {} {}(const {} *record{})", base, getter,
              type_, path.index_params);
    out_.Line("{{");
    out_.Line("\treturn record->{};", expression);
    out_.Line("}}");
    const std::string setter =
        names_.Claim(fmt::format("{}_set_{}{}", record_.name, path.words, field.name));
    out_.Line("static inline __attribute__((unused)) bool {}({} *record{}, {} value)", setter,
              type_, path.index_params, base);
    out_.Line("{{");
    std::string misfit = Misfit(field, base);
    if (!misfit.empty())
      out_.Line("\tif ({})\n\t\treturn false;", misfit);
    out_.Line("\trecord->{} = value;", expression);
    out_.Line("\treturn true;");
    out_.Line("}}");
  }

  // The condition under which a value of the base type does not fit; empty when all do.
  static std::string Misfit(const Field& field, const std::string& base) {
    if (base == "bool")
      return "";
    uint64_t width = field.size.count;
    uint64_t base_width = std::min<uint64_t>(uint64_t{field.type.scalar.size} * 8, 64);
    if (width == base_width)
      return "";
    using layout::ScalarKind;
    bool is_signed = field.type.scalar.kind == ScalarKind::kSigned ||
                     field.type.scalar.kind == ScalarKind::kChar;
    std::string_view suffix =
        base_width == 64 ? (is_signed ? "LL" : "ULL") : (is_signed ? "" : "U");
    if (!is_signed)
      return fmt::format("value > {}{}", (uint64_t{1} << width) - 1, suffix);
    uint64_t half = uint64_t{1} << (width - 1);
    return fmt::format("value < -{}{} || value > {}{}", half, suffix, half - 1, suffix);
  }

  Printer& out_;
  const layout::Model& model_;
  const Record& record_;
  std::string type_;
  NameScope& names_;
};

}  // namespace

void PrintAccessors(Printer& out, const layout::Model& model, const layout::Record& record,
                    NameScope& names) {
  AccessorPrinter(out, model, record, names).Print();
}

}  // namespace ecc::emit

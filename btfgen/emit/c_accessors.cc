// Where C cannot place a member – a bit-field of the other byte order, one that straddles a
// unit, a big-endian number – its bytes stay in place and a pair of functions reads and writes
// them.
#include "btfgen/emit/c_accessors.h"

#include <algorithm>
#include <string>

#include "btfgen/emit/c_types.h"

namespace ecc::emit {
namespace {

using layout::Field;
using layout::Record;

using layout::ScalarKind;

// The way from the outermost record to a member.
struct Path {
  std::string expression;    // "u[i0]." in front of the member's name
  std::string words;         // "u_"
  std::string index_params;  // ", size_t i0"
  unsigned indices = 0;
  // The nearest record around the member that has a name, and where in it the member's own
  // record begins.
  std::string pointer = "record";
  Bits start;
};

bool IsSigned(const layout::Scalar& scalar) {
  return scalar.kind == ScalarKind::kSigned || scalar.kind == ScalarKind::kChar;
}

class AccessorPrinter {
 public:
  AccessorPrinter(Printer& out, const layout::Model& model, const Record& record,
                  const std::string& name, NameScope& names)
      : out_(out),
        model_(model),
        record_(record),
        name_(name),
        type_(record.role == layout::RecordRole::kSection ? "struct " + name
                                                          : layout::Describe(record)),
        names_(names) {}

  void Print() { Walk(record_, {}); }

 private:
  void Walk(const Record& record, const Path& path) {
    for (const layout::Slot& slot : record.slots) {
      const Field* field = layout::AsField(slot);
      if (field == nullptr)
        continue;
      if (field->type.kind == layout::TypeRef::Kind::kRecord) {
        const Record& inner = model_.records[field->type.index];
        if (inner.role == layout::RecordRole::kInline)
          Walk(inner, Extend(path, *field));
      } else if (model_.big_endian) {
        PrintBigEndian(*field, path);
      } else if (field->is_bitfield) {
        PrintBitfield(*field, path);
      }
    }
  }

  static Path Extend(const Path& path, const Field& field) {
    Path longer = path;
    if (field.name.empty()) {
      longer.start = path.start + field.offset;
      return longer;
    }
    longer.expression += field.name;
    longer.words += field.name + "_";
    AddIndices(longer, field);
    longer.pointer = "&record->" + longer.expression;
    longer.start = {};
    longer.expression += ".";
    return longer;
  }

  static void AddIndices(Path& path, const Field& field) {
    for (size_t i = 0; i < field.type.dims.size(); ++i) {
      path.expression += fmt::format("[i{}]", path.indices);
      path.index_params += fmt::format(", size_t i{}", path.indices++);
    }
  }

  void PrintBitfield(const Field& field, const Path& path) {
    const std::string base = SpellBitfieldBase(field);
    const std::string expression = path.expression + field.name;
    PrintGetter(field, path, base, fmt::format("return record->{};", expression));
    PrintCheckedSetter(field, path, base, fmt::format("record->{} = value;", expression));
  }

  // Nothing of it can be read in place: a little-endian guest takes it byte by byte.
  void PrintBigEndian(const Field& field, const Path& outer) {
    const layout::Scalar& scalar = field.type.scalar;
    if (scalar.kind == ScalarKind::kOpaque)
      return;
    Path path = outer;
    path.expression += field.name;
    AddIndices(path, field);
    // The arguments with which `ecc_be_…` begins: where the bits are, and how many.
    uint64_t width = field.is_bitfield ? field.size.count : uint64_t{scalar.size} * 8;
    const std::string bits = field.is_bitfield
                                 ? fmt::format("{}, {}, {}", outer.pointer,
                                               (outer.start + field.offset).count, width)
                                 : fmt::format("&record->{}, 0, {}", path.expression, width);
    const std::string type =
        field.is_bitfield ? SpellBitfieldBase(field) : SpellElement(model_, field.type);
    if (width > 64) {
      std::string_view sign = field.is_bitfield && IsSigned(scalar) ? "_signed" : "";
      PrintGetter(field, path, type,
                  fmt::format("return ({})ecc_be_get128{}({});", type, sign, bits));
      std::string store = fmt::format("ecc_be_set128({}, (unsigned __int128)value);", bits);
      if (field.is_bitfield) {
        PrintCheckedSetter(field, path, type, store);
      } else {
        PrintSetter(field, path, type, store);
      }
    } else if (scalar.kind == ScalarKind::kFloat) {
      PrintGetter(field, path, type, fmt::format("return ecc_be_get_{}({});", type, bits));
      PrintSetter(field, path, type, fmt::format("ecc_be_set_{}({}, value);", type, bits));
    } else {
      std::string_view sign = field.is_bitfield && IsSigned(scalar) ? "_signed" : "";
      std::string value = fmt::format("ecc_be_get{}({})", sign, bits);
      value = type == "bool" ? value + " != 0" : fmt::format("({}){}", type, value);
      PrintGetter(field, path, type, "return " + value + ";");
      std::string store = fmt::format("ecc_be_set({}, (uint64_t)value);", bits);
      if (field.is_bitfield) {
        PrintCheckedSetter(field, path, type, store);
      } else {
        PrintSetter(field, path, type, store);
      }
    }
  }

  void PrintGetter(const Field& field, const Path& path, const std::string& type,
                   const std::string& body) {
    out_.Line("static inline __attribute__((unused)) {} {}(const {} *record{})", type,
              ClaimName("get", field, path), type_, path.index_params);
    out_.Line("{{\n\t{}\n}}", body);
  }

  void PrintSetter(const Field& field, const Path& path, const std::string& type,
                   const std::string& body) {
    out_.Line("static inline __attribute__((unused)) void {}({} *record{}, {} value)",
              ClaimName("set", field, path), type_, path.index_params, type);
    out_.Line("{{\n\t{}\n}}", body);
  }

  // Tells whether the value fits, and stores only one that does.
  void PrintCheckedSetter(const Field& field, const Path& path, const std::string& type,
                          const std::string& body) {
    out_.Line("static inline __attribute__((unused)) bool {}({} *record{}, {} value)",
              ClaimName("set", field, path), type_, path.index_params, type);
    out_.Line("{{");
    std::string misfit = Misfit(field, type);
    if (!misfit.empty())
      out_.Line("\tif ({})\n\t\treturn false;", misfit);
    out_.Line("\t{}\n\treturn true;", body);
    out_.Line("}}");
  }

  std::string ClaimName(std::string_view verb, const Field& field, const Path& path) {
    return names_.Claim(fmt::format("{}_{}_{}{}", name_, verb, path.words, field.name));
  }

  // The condition under which a value of the base type does not fit; empty when all do.
  static std::string Misfit(const Field& field, const std::string& base) {
    if (base == "bool")
      return "";
    uint64_t width = field.size.count;
    uint64_t base_width = uint64_t{field.type.scalar.size} * 8;
    if (width <= 64)
      base_width = std::min<uint64_t>(base_width, 64);
    if (width == base_width)
      return "";
    bool is_signed = IsSigned(field.type.scalar);
    // C has no constants of so many bits.
    if (width > 64 && is_signed)
      return fmt::format("value >> {0} != 0 && value >> {0} != -1", width - 1);
    if (width > 64)
      return fmt::format("value >> {} != 0", width);
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
  const std::string& name_;
  std::string type_;
  NameScope& names_;
};

}  // namespace

void PrintAccessors(Printer& out, const layout::Model& model, const layout::Record& record,
                    const std::string& name, NameScope& names) {
  AccessorPrinter(out, model, record, name, names).Print();
}

}  // namespace ecc::emit

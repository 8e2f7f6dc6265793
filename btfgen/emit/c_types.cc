// Declarations are put together from the inside out, as C reads them; the names and the
// spelling of types were decided when the Model was built.
#include "btfgen/emit/c_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ecc::emit {
namespace {

using layout::ScalarKind;

// C's integers that have the same width for BPF and for wasm32: all but `long`.
bool IsSameOnWasm(std::string_view c_name) {
  static constexpr auto kSame = std::to_array<std::string_view>(
      {"signed char", "unsigned char", "short", "unsigned short", "int", "unsigned int",
       "long long", "unsigned long long", "__int128", "unsigned __int128"});
  return std::find(kSame.begin(), kSame.end(), c_name) != kSame.end();
}

std::string SpellInteger(bool is_signed, uint32_t size) {
  switch (size) {
    case 1:
      return is_signed ? "signed char" : "unsigned char";
    case 2:
      return is_signed ? "short" : "unsigned short";
    case 4:
      return is_signed ? "int" : "unsigned int";
    case 8:
      return is_signed ? "int64_t" : "uint64_t";
    default:
      return is_signed ? "__int128" : "unsigned __int128";
  }
}

std::string SpellScalar(const layout::Scalar& scalar) {
  switch (scalar.kind) {
    case ScalarKind::kSigned:
    case ScalarKind::kUnsigned:
      if (IsSameOnWasm(scalar.c_name))
        return scalar.c_name;
      return SpellInteger(scalar.kind == ScalarKind::kSigned, scalar.size);
    case ScalarKind::kChar:
      return "char";
    case ScalarKind::kBool:
      return "bool";
    case ScalarKind::kFloat:
      return scalar.size == 4 ? "float" : "double";
    case ScalarKind::kPointer:
      return scalar.size == 4 ? "uint32_t" : "uint64_t";
    case ScalarKind::kOpaque:
      return "unsigned char";
  }
  return "";
}

}  // namespace

std::string SpellElement(const layout::Model& model, const layout::TypeRef& type) {
  switch (type.kind) {
    case layout::TypeRef::Kind::kRecord:
      return layout::Describe(model.records[type.index]);
    case layout::TypeRef::Kind::kEnum: {
      const layout::Enum& e = model.enums[type.index];
      // An enum of another size than int cannot be told so in C11.
      if (e.name.empty() || e.size != 4 || !IsPrintable(e))
        return SpellScalar(type.scalar);
      return e.is_typedef ? e.name : "enum " + e.name;
    }
    case layout::TypeRef::Kind::kScalar:
      return SpellScalar(type.scalar);
  }
  return "";
}

std::string SpellBigEndianElement(const layout::Model& model, const layout::TypeRef& type) {
  const layout::Scalar& scalar = type.scalar;
  if (type.kind == layout::TypeRef::Kind::kRecord || scalar.kind == ScalarKind::kOpaque ||
      scalar.size == 1) {
    return SpellElement(model, type);
  }
  return "ecc_be" + std::to_string(scalar.size * 8);
}

std::string SpellBitfieldBase(const layout::Field& field) {
  const layout::Scalar& scalar = field.type.scalar;
  if (scalar.kind == ScalarKind::kBool)
    return field.size.count == 1 ? "bool" : "unsigned char";
  if (scalar.kind == ScalarKind::kChar)
    return "signed char";
  // A bit-field of at most 64 bits is handier in an integer of 64 bits than in a wider one.
  if (scalar.size > 8 && field.size.count <= 64)
    return SpellInteger(scalar.kind == ScalarKind::kSigned, 8);
  return SpellScalar(scalar);
}

std::string SpellDims(const layout::TypeRef& type) {
  std::string dims;
  for (uint32_t dim : type.dims) dims += "[" + std::to_string(dim) + "]";
  bool is_opaque =
      type.kind == layout::TypeRef::Kind::kScalar && type.scalar.kind == ScalarKind::kOpaque;
  if (is_opaque)
    dims += fmt::format("[{}]", type.scalar.size);
  return dims;
}

std::string OriginComment(const layout::TypeRef& type, const std::string& spelled) {
  // bool is C's _Bool in clothes.
  if (type.c_type == spelled ||
      (spelled.starts_with("bool") && type.c_type.starts_with("_Bool"))) {
    return "";
  }
  return " /* " + type.c_type + " */";
}

bool IsPrintable(const layout::Enum& e) {
  // Of 64-bit values that were cut to 32 none may be printed.
  return !e.enumerators.empty() && !(e.is_uncertain && e.size == 8);
}

std::string SpellValue(const layout::Enum& e, uint64_t value) {
  if (e.is_signed) {
    auto number = static_cast<int64_t>(value);
    // The most negative number has no literal of its own.
    if (number == INT64_MIN)
      return "(-9223372036854775807LL - 1)";
    bool is_int = number >= INT32_MIN && number <= INT32_MAX;
    return std::to_string(number) + (is_int ? "" : "LL");
  }
  return std::to_string(value) + (value <= INT32_MAX ? "" : value <= UINT32_MAX ? "U" : "ULL");
}

}  // namespace ecc::emit

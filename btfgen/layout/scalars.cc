#include "btfgen/layout/scalars.h"

#include <algorithm>

#include "btfgen/btf/spelling.h"

namespace ecc::layout {
namespace {

using btf::Kind;

bool HasEncoding(const btf::Type& type, btf::IntEncoding encoding) {
  return (type.encoding & static_cast<uint8_t>(encoding)) != 0;
}

Scalar IntScalar(const btf::Type& type, bool is_array) {
  Scalar scalar;
  scalar.size = type.size;
  scalar.c_name = btf::SpellInt(type);
  bool is_signed = HasEncoding(type, btf::IntEncoding::kSigned);
  if (type.size == 1 && HasEncoding(type, btf::IntEncoding::kBool)) {
    scalar.kind = ScalarKind::kBool;
  } else if (scalar.c_name == "char" && (is_signed || is_array)) {
    // A lone `char` of a kernel built with unsigned char is a number; an array is text.
    scalar.kind = ScalarKind::kChar;
  } else if ((type.size & (type.size - 1)) != 0) {
    scalar.kind = ScalarKind::kOpaque;
  } else {
    scalar.kind = is_signed ? ScalarKind::kSigned : ScalarKind::kUnsigned;
  }
  return scalar;
}

}  // namespace

std::optional<Scalar> DescribeScalar(const btf::Resolver& resolver, btf::TypeId stripped,
                                     bool is_array) {
  const btf::Type& type = resolver.types()[stripped];
  if (!resolver.IsSized(stripped))
    return std::nullopt;
  Scalar scalar;
  scalar.size = static_cast<uint32_t>(resolver.Size(stripped));
  switch (type.kind) {
    case Kind::kInt:
      return IntScalar(type, is_array);
    case Kind::kPtr:
      scalar.kind = ScalarKind::kPointer;
      return scalar;
    case Kind::kFloat:
      scalar.kind = type.size == 4 || type.size == 8 ? ScalarKind::kFloat : ScalarKind::kOpaque;
      return scalar;
    case Kind::kEnum:
    case Kind::kEnum64:
      scalar.kind = type.kflag ? ScalarKind::kSigned : ScalarKind::kUnsigned;
      return scalar;
    default:
      return std::nullopt;
  }
}

bool IsUncertain(const btf::Type& type, const Enum& e) {
  if (type.kind == Kind::kEnum64 || type.kflag)
    return false;
  return e.size == 8 ||
         std::any_of(e.enumerators.begin(), e.enumerators.end(),
                     [](const Enumerator& enumerator) { return enumerator.value > INT32_MAX; });
}

}  // namespace ecc::layout

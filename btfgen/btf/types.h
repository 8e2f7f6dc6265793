// BTF in memory, in the kernel's words (Documentation/bpf/btf.rst of the kernel tree).
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/bits.h"
#include "support/diagnostic.h"

namespace ecc::btf {

// The numbers are those of the format.
enum class Kind : uint8_t {
  kVoid = 0,
  kInt = 1,
  kPtr = 2,
  kArray = 3,
  kStruct = 4,
  kUnion = 5,
  kEnum = 6,
  kFwd = 7,
  kTypedef = 8,
  kVolatile = 9,
  kConst = 10,
  kRestrict = 11,
  kFunc = 12,
  kFuncProto = 13,
  kVar = 14,
  kDatasec = 15,
  kFloat = 16,
  kDeclTag = 17,
  kTypeTag = 18,
  kEnum64 = 19,
};

// Position of a type in its section; 0 is void.
struct TypeId {
  uint32_t value = 0;

  constexpr bool is_void() const { return value == 0; }
  friend constexpr auto operator<=>(TypeId, TypeId) = default;
};

struct Member {
  std::string_view name;
  TypeId type;
  Bits offset;
  // Width in bits of a bit-field; 0 for a member that is none.  Old-style bit-fields,
  // whose width hides in the member's INT, are already translated.
  uint32_t bitfield_width = 0;
};

struct Enumerator {
  std::string_view name;
  // The value's 64 bits, sign-extended when the enum is signed.
  uint64_t value = 0;
};

// Its name, which nothing asks for, is not kept.
struct Param {
  TypeId type;
};

struct VarSecinfo {
  TypeId var;
  uint32_t offset = 0;  // bytes, in the section
  uint32_t size = 0;    // bytes
};

enum class IntEncoding : uint8_t { kNone = 0, kSigned = 1, kChar = 2, kBool = 4 };

enum class Linkage : uint8_t { kStatic = 0, kGlobal = 1, kExtern = 2 };

// One type.  Which members mean something depends on `kind`, as in the format.
struct Type {
  std::string_view name;
  // Bytes: INT, STRUCT, UNION, ENUM, ENUM64, FLOAT, DATASEC.
  uint32_t size = 0;
  // The type that this one points to, modifies, returns, contains (ARRAY), declares or tags.
  TypeId type;
  // Where members, enumerators, params or secinfos start in their pool, and how many.
  uint32_t first = 0;
  uint32_t nelems = 0;  // ARRAY
  uint16_t vlen = 0;
  Kind kind = Kind::kVoid;
  // STRUCT, UNION: members carry bit-field widths.  ENUM, ENUM64: values are signed.
  // FWD: of a union.  DECL_TAG, TYPE_TAG: a whole attribute.
  bool kflag = false;
  uint8_t int_bits = 0;    // INT: width of the value
  uint8_t int_offset = 0;  // INT: bits from the start, nearly always 0
  uint8_t encoding = 0;    // INT: bits of IntEncoding
  uint8_t linkage = 0;     // VAR (Linkage), FUNC
};
static_assert(sizeof(Type) == 40, "a kernel has over a hundred thousand");

// All types of one BTF section.  Owns the bytes that the names point into, so it can
// be moved but not copied.
class Types {
 public:
  Types() = default;
  Types(Types&&) = default;
  Types& operator=(Types&&) = default;
  Types(const Types&) = delete;
  Types& operator=(const Types&) = delete;

  // Number of ids, void included: valid ids are [0, count()).
  uint32_t count() const { return static_cast<uint32_t>(types_.size()); }
  const Type& operator[](TypeId id) const { return types_[id.value]; }
  const Type& operator[](uint32_t id) const { return types_[id]; }

  std::span<const Member> members(const Type& type) const {
    return std::span(members_).subspan(type.first, type.vlen);
  }
  std::span<const Enumerator> enumerators(const Type& type) const {
    return std::span(enumerators_).subspan(type.first, type.vlen);
  }
  std::span<const Param> params(const Type& type) const {
    return std::span(params_).subspan(type.first, type.vlen);
  }
  std::span<const VarSecinfo> secinfos(const Type& type) const {
    return std::span(secinfos_).subspan(type.first, type.vlen);
  }
  std::endian byte_order() const { return byte_order_; }
  // Where messages say that something of this section is: ".BTF" of "prog.bpf.o".
  const Place& where() const { return where_; }

  // The DATASEC of this name, if there is one.
  std::optional<uint32_t> FindDatasec(std::string_view name) const;

 private:
  friend class BtfReader;

  Place where_;
  std::endian byte_order_ = std::endian::native;
  std::vector<char> strings_;
  std::vector<Type> types_;
  std::vector<Member> members_;
  std::vector<Enumerator> enumerators_;
  std::vector<Param> params_;
  std::vector<VarSecinfo> secinfos_;
};

// The format's name of a kind: "STRUCT".
std::string_view KindName(Kind kind);

// How messages name a type: "struct event", "typedef u32", "enum <anonymous>".
std::string Describe(const Type& type);

// Qualifiers, tags and typedefs: what says nothing about the bytes.
constexpr bool IsModifier(Kind kind) {
  return kind == Kind::kVolatile || kind == Kind::kConst || kind == Kind::kRestrict ||
         kind == Kind::kTypeTag;
}
constexpr bool IsRecord(Kind kind) {
  return kind == Kind::kStruct || kind == Kind::kUnion;
}
constexpr bool IsEnum(Kind kind) {
  return kind == Kind::kEnum || kind == Kind::kEnum64;
}

}  // namespace ecc::btf

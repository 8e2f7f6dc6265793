// The layout Model: what a BPF program shares, every bit of it described once.
//
// Passive data.  `Build` makes one from BTF (and is the only code that decides an
// offset), `Check` proves that it is consistent, `Diff` compares two, the emitters
// print it.  Nothing here points into BTF, so a Model outlives the object it is of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "support/bits.h"

namespace ecc::layout {

enum class ScalarKind : uint8_t {
  kSigned,
  kUnsigned,
  kChar,     // plain char, one byte
  kBool,     // one byte
  kFloat,    // IEEE 754, 4 or 8 bytes
  kPointer,  // a kernel address, 8 bytes; 4 in the BTF of a 32-bit kernel
  kOpaque,   // bytes that no guest type can hold, such as x86's long double
};

struct Scalar {
  ScalarKind kind = ScalarKind::kUnsigned;
  uint32_t size = 0;   // bytes
  std::string c_name;  // C's name of an integer on the BPF side: "unsigned long"

  friend bool operator==(const Scalar&, const Scalar&) = default;
};

// The type of a field or of a variable.
struct TypeRef {
  enum class Kind : uint8_t { kScalar, kEnum, kRecord };

  Kind kind = Kind::kScalar;
  // kScalar: the scalar.  kEnum: the integer that carries it.
  Scalar scalar;
  // kEnum: position in Model::enums.  kRecord: position in Model::records.
  uint32_t index = 0;
  // Array dimensions, outermost first; empty for a single value.
  std::vector<uint32_t> dims;
  // The whole type as the BPF source has it, typedefs kept: "pid_t", "char[16]".
  std::string c_type;

  friend bool operator==(const TypeRef&, const TypeRef&) = default;
};

struct Field {
  std::string name;  // empty for an anonymous member, which is always an inline record
  TypeRef type;
  Bits offset;  // from the start of the record
  Bits size;    // of all elements
  bool is_bitfield = false;
  bool is_static = false;  // a variable that only its own source file sees

  friend bool operator==(const Field&, const Field&) = default;
};

// Bits that belong to no field: whole bytes, which have a name, or less than a byte.
struct Padding {
  std::string name;
  Bits offset;
  Bits size;

  friend bool operator==(const Padding&, const Padding&) = default;
};

using Slot = std::variant<Field, Padding>;

enum class RecordKind : uint8_t { kStruct, kUnion };

enum class RecordRole : uint8_t {
  kTag,      // struct event { … };
  kTypedef,  // typedef struct { … } event_t;
  kInline,   // without a name, inside another record
  kSection,  // the variables of a data section
};

// A struct or union.  The slots of a struct tile [0, size) exactly, in order; those of a
// union all start at 0 and the longest reaches size, rounded up to the alignment.
struct Record {
  std::string name;  // as printed; empty for kInline
  RecordKind kind = RecordKind::kStruct;
  RecordRole role = RecordRole::kTag;
  uint32_t size = 0;       // bytes, a multiple of alignment
  uint32_t alignment = 1;  // bytes, a power of two
  std::vector<Slot> slots;
  // The name in BTF, where the printed one is another: escaped, prefixed or numbered.
  std::string btf_name;
  // The record came from the kernel's own BTF (vmlinux.h), so that a loader must compare
  // it with the kernel that it runs on.
  bool is_kernel_type = false;

  friend bool operator==(const Record&, const Record&) = default;
};

struct Enumerator {
  std::string name;
  uint64_t value = 0;  // two's complement when the enum is signed

  friend bool operator==(const Enumerator&, const Enumerator&) = default;
};

struct Enum {
  std::string name;  // empty for an enum that only has enumerators
  bool is_typedef = false;
  bool is_signed = false;
  uint32_t size = 0;  // bytes on the BPF side
  std::vector<Enumerator> enumerators;
  // Written by a compiler that cuts enumerators to 32 bits and does not tell their sign
  // (clang before 15), and of such values that this matters.
  bool is_uncertain = false;

  friend bool operator==(const Enum&, const Enum&) = default;
};

// A type that the program hands to user space: an event.
struct Export {
  std::string name;     // tag or typedef
  uint32_t btf_id = 0;  // in the object's BTF
  TypeRef type;

  friend bool operator==(const Export&, const Export&) = default;
};

struct Map {
  std::string name;         // libbpf's name of the map
  std::string ident;        // its C identifier in skeletons: "rodata"
  uint32_t type = 0;        // enum bpf_map_type
  uint32_t key_size = 0;    // bytes
  uint32_t value_size = 0;  // bytes
  uint32_t max_entries = 0;
  uint32_t flags = 0;
  std::optional<TypeRef> key;
  std::optional<TypeRef> value;
  // Position in Model::sections of the data that an internal map, or an arena, holds.
  std::optional<uint32_t> section;
  // Of a struct_ops map: where in the object file the initial value is, in bytes.
  std::optional<uint64_t> value_file_offset;

  friend bool operator==(const Map&, const Map&) = default;
};

struct Program {
  std::string name;
  std::string ident;
  std::string section;  // the whole SEC() string

  friend bool operator==(const Program&, const Program&) = default;
};

// A data section, which libbpf turns into a map of one value.
struct Section {
  std::string name;          // ".rodata"
  std::string ident;         // "rodata"
  uint32_t record = 0;       // the Record of its variables, of role kSection
  uint64_t size = 0;         // bytes; the record may be longer, to keep its alignment
  uint64_t file_offset = 0;  // bytes, of the initial values in the object file
  bool has_bytes = false;    // false for .bss, whose initial values are zero

  friend bool operator==(const Section&, const Section&) = default;
};

struct Model {
  std::string name;  // of the object: "bootstrap_bpf"
  bool big_endian = false;
  std::string license;
  // In containment order: what a record contains stands before it.
  std::vector<Enum> enums;
  // Enums that BTF could not keep, for the headers of guests alone.
  std::vector<Enum> constants;
  std::vector<Record> records;
  std::vector<Export> exports;
  std::vector<Map> maps;
  std::vector<Program> programs;
  std::vector<Section> sections;

  friend bool operator==(const Model&, const Model&) = default;
};

// How C and messages name a record: "struct event", "event_t", "union (inline)".
std::string Describe(const Record& record);

// Describes a record by the name that BTF has: "struct timespec" for `struct bpf_timespec`.
std::string DescribeInBtf(const Record& record);

inline const Field* AsField(const Slot& slot) {
  return std::get_if<Field>(&slot);
}
inline const Padding* AsPadding(const Slot& slot) {
  return std::get_if<Padding>(&slot);
}
// Product of the dimensions; 1 for a single value.
uint64_t ElementCount(const TypeRef& type);
// Bytes of one element.
uint32_t ElementSize(const Model& model, const TypeRef& type);

}  // namespace ecc::layout

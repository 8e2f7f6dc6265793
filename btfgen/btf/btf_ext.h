// .BTF.ext: what stands beside the instructions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "btfgen/btf/raw_types.h"
#include "support/string_table.h"

namespace ecc::btf {

// Which function starts at an instruction.
struct FunctionInfo {
  uint32_t instruction = 0;  // bytes from the section's start, here and below
  btf::TypeId function;
};

struct LineInfo {
  uint32_t instruction = 0;
  std::string_view file;
  std::string_view text;
  uint32_t position = 0;  // line and column
};

// The numbers are those of the format.
enum class RelocationKind : uint32_t {
  kFieldByteOffset = 0,
  kFieldRightShift = 5,  // the last of those that concern a field
  kTypeIdLocal = 6,
  kTypeIdTarget = 7,
  kTypeExists = 8,
  kTypeSize = 9,
  kEnumeratorExists = 10,
  kEnumeratorValue = 11,
  kTypeMatches = 12,
};

// A place in the program that libbpf fills in when it knows the kernel: an instruction, and the
// question about a type whose answer it writes there.
struct CoreRelocation {
  uint32_t instruction = 0;
  btf::TypeId root;
  std::string access;  // "0:71:2": positions of members and elements
  RelocationKind kind = RelocationKind::kFieldByteOffset;
};

// The records of one section of instructions.
template <class Record>
struct InfoOf {
  std::string_view section;
  std::vector<Record> records;
};

struct BtfExt {
  std::vector<InfoOf<FunctionInfo>> functions;
  std::vector<InfoOf<LineInfo>> lines;
  std::vector<InfoOf<CoreRelocation>> relocations;
};

// Throws Error unless every length, string and type is good.  The strings are those of `raw`.
BtfExt ReadBtfExt(const Place& where, ByteView section, const RawTypes& raw);

// `new_id` tells the new id of each type.  Strings are placed in `strings`.
std::string WriteBtfExt(const BtfExt& ext, const std::vector<uint32_t>& new_id,
                        std::endian order, StringTable& strings);

}  // namespace ecc::btf

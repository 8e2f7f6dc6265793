// A type as it stands in .BTF, with fewer members or enumerators and with other ids.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "btfgen/btf/raw_types.h"
#include "btfgen/btf/word_writer.h"
#include "support/string_table.h"

namespace ecc::btf {

// Who writes types says by these functions what becomes of them.
class TypeWriter {
 public:
  virtual ~TypeWriter() = default;

 protected:
  explicit TypeWriter(const RawTypes& raw) : raw_(raw) {}
  TypeWriter(const TypeWriter&) = delete;
  TypeWriter& operator=(const TypeWriter&) = delete;

  virtual uint32_t NewId(btf::TypeId id) const = 0;
  // Whether a member of a record, or an enumerator, is written.
  virtual bool KeepsPosition(btf::TypeId id, uint32_t position) const = 0;
  // The new id of what stands as the type of a member.
  virtual uint32_t NewMemberType(btf::TypeId record, uint32_t position) const = 0;

  // Of the positions before `end`, those that stay.
  uint32_t CountPositions(btf::TypeId id, uint32_t end) const;
  void WriteCopy(btf::TypeId id, std::string_view name, WordWriter& out,
                 StringTable& strings) const;
  static void WriteVoidPointer(WordWriter& out, StringTable& strings);

 private:
  void WriteTail(btf::TypeId id, WordWriter& out, StringTable& strings) const;

  const RawTypes& raw_;
};

// The section, of types that a TypeWriter has written and of the strings that it placed.
std::string WriteBtf(const std::string& types, const std::string& strings, std::endian order);

}  // namespace ecc::btf

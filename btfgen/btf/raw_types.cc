// btf::Read has proven the section: headers, lengths, names and ids are not checked again, but
// for the one id that it passes over.
#include "btfgen/btf/raw_types.h"

#include <fmt/format.h>

#include "btfgen/btf/reader.h"
#include "support/error.h"

namespace ecc::btf {

RawTypes::RawTypes(const btf::Types& types, ByteView section) : types_(types) {
  ByteReader header(types.where(), section, types.byte_order());
  header.ReadU32();  // magic, version, flags
  uint32_t header_size = header.ReadU32();
  uint32_t types_offset = header.ReadU32();
  uint32_t types_size = header.ReadU32();
  uint32_t strings_offset = header.ReadU32();
  uint32_t strings_size = header.ReadU32();
  strings_ = AsText(section.subspan(size_t{header_size} + strings_offset, strings_size));

  ByteReader words(types.where(),
                   section.subspan(size_t{header_size} + types_offset, types_size),
                   types.byte_order());
  words_.reserve(types_size / sizeof(uint32_t));
  while (!words.AtEnd()) words_.push_back(words.ReadU32());
  starts_ = {0, 0};  // void has no words
  for (uint32_t id = 1; id < types.count(); ++id) {
    uint64_t bytes = kTypeBytes + TailBytes(types[id].kind, types[id].vlen);
    starts_.push_back(starts_.back() + bytes / sizeof(uint32_t));
    if (types[id].kind == btf::Kind::kArray && ArrayIndex(id) >= types.count()) {
      throw Error(
          types.where(),
          fmt::format("type {}: the index of the array is of type {}; the section has {}", id,
                      ArrayIndex(id), types.count() - 1));
    }
  }
}

std::string_view RawTypes::String(uint32_t offset, std::string_view what) const {
  if (offset >= strings_.size()) {
    throw Error(types_.where(),
                fmt::format("the string of {} is at {:#x}, the strings have {:#x} bytes", what,
                            offset, strings_.size()));
  }
  return strings_.data() + offset;
}

}  // namespace ecc::btf

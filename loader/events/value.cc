// Bytes are decoded by the Model alone: places and sizes come from its slots, so that a package
// of another architecture or a bit-field needs no rule of its own here.
#include "loader/events/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "support/json.h"

namespace ecc::loader {
namespace {

using layout::ScalarKind;

class Decoder {
 public:
  explicit Decoder(const layout::Model& model) : model_(model) {}

  Json Record(const layout::Record& record, ByteView bytes) {
    Json json = Json::MakeObject();
    AddMembers(record, bytes, json);
    return json;
  }

 private:
  void AddMembers(const layout::Record& record, ByteView bytes, Json& json) {
    for (const layout::Slot& slot : record.slots) {
      const layout::Field* field = layout::AsField(slot);
      if (field == nullptr)
        continue;
      if (field->name.empty()) {
        AddMembers(model_.records[field->type.index], Bytes(*field, bytes), json);
      } else {
        json[field->name] = field->is_bitfield ? Bitfield(*field, bytes)
                                               : Value(field->type, 0, Bytes(*field, bytes));
      }
    }
  }

  static ByteView Bytes(const layout::Field& field, ByteView record) {
    return record.subspan(field.offset.bytes(), field.size.bytes());
  }

  // Dimension `dim` and those after it; past the last one the element.
  Json Value(const layout::TypeRef& type, size_t dim, ByteView bytes) {
    bool is_scalar = type.kind == layout::TypeRef::Kind::kScalar;
    bool is_last = dim + 1 == type.dims.size();
    if (is_scalar && is_last && type.scalar.kind == ScalarKind::kChar) {
      std::string_view text = AsText(bytes);
      return text.substr(0, text.find('\0'));
    }
    if (dim == type.dims.size())
      return Element(type, bytes);
    Json array = Json::MakeArray();
    // Elements without bytes say nothing, and there may be 2^32 of them.
    if (bytes.empty())
      return array;
    size_t stride = bytes.size() / type.dims[dim];
    for (uint32_t i = 0; i < type.dims[dim]; ++i) {
      array.Add(Value(type, dim + 1, bytes.subspan(i * stride, stride)));
    }
    return array;
  }

  Json Element(const layout::TypeRef& type, ByteView bytes) {
    if (type.kind == layout::TypeRef::Kind::kRecord)
      return Record(model_.records[type.index], bytes);
    const layout::Scalar& scalar = type.scalar;
    switch (scalar.kind) {
      case ScalarKind::kBool:
        return bytes[0] != std::byte{0};
      case ScalarKind::kFloat:
        return scalar.size == 4 ? Json(double{Read<float>(bytes)}) : Json(Read<double>(bytes));
      case ScalarKind::kOpaque:
        return Hex(bytes);
      default:
        break;
    }
    bool is_signed = scalar.kind == ScalarKind::kSigned || scalar.kind == ScalarKind::kChar;
    if (scalar.size == 16)
      return Wide(is_signed, Read<unsigned __int128>(bytes));
    auto raw = static_cast<uint64_t>(ReadBits(bytes, {0}, {uint64_t{scalar.size} * 8}));
    return Number(type, raw, scalar.size * 8, is_signed);
  }

  Json Bitfield(const layout::Field& field, ByteView record) {
    unsigned __int128 wide = ReadBits(record, field.offset, field.size);
    auto raw = static_cast<uint64_t>(wide);
    if (field.type.scalar.kind == ScalarKind::kBool)
      return raw != 0;
    bool is_signed = field.type.scalar.kind == ScalarKind::kSigned ||
                     field.type.scalar.kind == ScalarKind::kChar;
    if (field.size.count > 64)
      return Wide(is_signed, SignExtended(wide, field.size, is_signed));
    return Number(field.type, raw, static_cast<unsigned>(field.size.count), is_signed);
  }

  Json Number(const layout::TypeRef& type, uint64_t raw, unsigned width, bool is_signed) {
    uint64_t value = raw;
    if (is_signed && width < 64 && (raw >> (width - 1)) != 0)
      value |= ~uint64_t{0} << width;
    if (type.kind == layout::TypeRef::Kind::kEnum) {
      return EnumName(model_.enums[type.index], value, is_signed);
    }
    return is_signed ? Json(static_cast<int64_t>(value)) : Json(value);
  }

  static std::string EnumName(const layout::Enum& e, uint64_t value, bool is_signed) {
    std::string number =
        is_signed ? fmt::format("{}", static_cast<int64_t>(value)) : fmt::format("{}", value);
    for (const layout::Enumerator& enumerator : e.enumerators) {
      if (enumerator.value == value)
        return fmt::format("{}({})", enumerator.name, number);
    }
    return fmt::format("<UNKNOWN_VARIANT>({})", number);
  }

  static unsigned __int128 SignExtended(unsigned __int128 value, Bits size, bool is_signed) {
    bool is_negative = is_signed && (value >> (size.count - 1)) != 0;
    return is_negative && size.count < 128 ? value | ~(unsigned __int128){0} << size.count
                                           : value;
  }

  // Bits counted from the lowest of the first byte, at most 128 of them.
  static unsigned __int128 ReadBits(ByteView bytes, Bits offset, Bits size) {
    unsigned __int128 value = 0;
    for (uint64_t bit = 0; bit < size.count; ++bit) {
      uint64_t at = offset.count + bit;
      if ((std::to_integer<unsigned>(bytes[at / 8]) >> (at % 8) & 1) != 0)
        value |= (unsigned __int128){1} << bit;
    }
    return value;
  }

  template <typename T>
  static T Read(ByteView bytes) {
    T value;
    std::memcpy(&value, bytes.data(), sizeof(value));
    return value;
  }

  static std::string Wide(bool is_signed, unsigned __int128 value) {
    return is_signed ? fmt::format("{}", static_cast<__int128>(value))
                     : fmt::format("{}", value);
  }

  static std::string Hex(ByteView bytes) {
    std::string text;
    for (std::byte byte : bytes) text += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
    return text;
  }

  const layout::Model& model_;
};

}  // namespace

Json DecodeRecord(const layout::Model& model, const layout::Record& record, ByteView bytes) {
  return Decoder(model).Record(record, bytes);
}

}  // namespace ecc::loader

// The section is a header, then types back to back, then strings.  A type is three
// words (name, info, size or type) and what its kind adds; types refer to each other
// by position, forward too, so ids are checked when all are read.
#include "btfgen/btf/reader.h"

#include <fmt/format.h>

#include <cstring>

#include "support/error.h"
#include "support/identifier.h"

namespace ecc::btf {
namespace {

constexpr uint16_t kMagic = 0xeb9f;
constexpr uint8_t kVersion = 1;
constexpr uint32_t kMinimalHeader = 24;
// Types of a chain longer than this are no program's.  It bounds the memory that a
// small file can ask for.
constexpr uint32_t kMaxTypes = 1u << 24;

}  // namespace

uint64_t TailBytes(Kind kind, uint64_t vlen) {
  switch (kind) {
    case Kind::kInt:
    case Kind::kVar:
    case Kind::kDeclTag:
      return 4;
    case Kind::kArray:
      return 12;
    case Kind::kEnum:
    case Kind::kFuncProto:
      return vlen * 8;
    case Kind::kStruct:
    case Kind::kUnion:
    case Kind::kDatasec:
    case Kind::kEnum64:
      return vlen * 12;
    default:
      return 0;
  }
}

class BtfReader {
 public:
  BtfReader(const Place& where, ByteView section) : where_(where), section_(section) {
    types_.where_ = where;
  }

  Types Read() {
    ReadHeader();
    ReadStrings();
    ReadTypes();
    CheckReferences();
    TranslateOldBitfields();
    return std::move(types_);
  }

 private:
  void ReadHeader() {
    ByteReader probe(where_, section_, std::endian::native);
    uint16_t magic = 0;
    if (section_.size() >= sizeof(magic))
      std::memcpy(&magic, section_.data(), sizeof(magic));
    if (magic == kMagic) {
      order_ = std::endian::native;
    } else if (magic == __builtin_bswap16(kMagic)) {
      order_ =
          std::endian::native == std::endian::little ? std::endian::big : std::endian::little;
    } else {
      throw Error(code::kBadBtf, where_,
                  fmt::format("neither an ELF object nor BTF: the magic is {:#x}, not {:#x}",
                              magic, kMagic));
    }
    probe.Require(kMinimalHeader, "the header");
    types_.byte_order_ = order_;
    auto version = std::to_integer<uint8_t>(section_[2]);
    if (version != kVersion) {
      throw Error(code::kBadBtf, where_,
                  fmt::format("BTF version {} is not known; this tool reads version {}",
                              version, kVersion));
    }
    ByteReader header(where_, section_, order_);
    header.ReadU32();  // magic, version, flags
    uint32_t header_size = header.ReadU32();
    uint32_t types_offset = header.ReadU32();
    uint32_t types_size = header.ReadU32();
    uint32_t strings_offset = header.ReadU32();
    uint32_t strings_size = header.ReadU32();
    if (header_size < kMinimalHeader || header_size > section_.size()) {
      header.Fail(4, fmt::format("the header claims {} bytes, the section has {}", header_size,
                                 section_.size()));
    }
    if (types_offset % 4 != 0)
      header.Fail(8, "the types are not aligned to 4 bytes");
    types_start_ = uint64_t{header_size} + types_offset;
    type_bytes_ = Slice(header, "types", types_start_, types_size, 12);
    strings_start_ = uint64_t{header_size} + strings_offset;
    string_bytes_ = Slice(header, "strings", strings_start_, strings_size, 20);
  }

  ByteView Slice(ByteReader& header, std::string_view what, uint64_t start, uint32_t size,
                 size_t field) {
    if (start > section_.size() || size > section_.size() - start) {
      header.Fail(field, fmt::format("the {} claim [{:#x}, {:#x}), the section has {:#x} bytes",
                                     what, start, start + size, section_.size()));
    }
    return section_.subspan(static_cast<size_t>(start), size);
  }

  void ReadStrings() {
    std::string_view text = AsText(string_bytes_);
    if (text.empty() || text.front() != '\0' || text.back() != '\0') {
      Place place = where_;
      place.part += fmt::format("+{:#x}", strings_start_);
      throw Error(code::kBadBtf, place, "the strings must begin and end with a NUL byte");
    }
    types_.strings_.assign(text.begin(), text.end());
  }

  std::string_view ReadName(ByteReader& reader) {
    uint32_t offset = reader.ReadU32();
    if (offset >= types_.strings_.size()) {
      reader.Fail(reader.offset() - 4,
                  fmt::format("type {}: the name is at {:#x}, the strings have {:#x} bytes",
                              types_.count(), offset, types_.strings_.size()));
    }
    // Safe: the last byte of the strings is NUL.
    return types_.strings_.data() + offset;
  }

  void ReadTypes() {
    ByteReader reader(where_, type_bytes_, order_, static_cast<size_t>(types_start_));
    ReservePools();
    types_.types_.emplace_back();
    while (!reader.AtEnd()) {
      if (types_.count() == kMaxTypes)
        reader.Fail(reader.offset(), "more than 2^24 types");
      ReadType(reader);
    }
  }

  // A look ahead at the kinds and counts, so that a kernel's types take the memory that they
  // need and no more.  What is wrong with them is found when they are read.
  void ReservePools() {
    ByteReader reader(where_, type_bytes_, order_);
    uint64_t types = 1;
    uint64_t members = 0;
    uint64_t enumerators = 0;
    uint64_t params = 0;
    while (reader.left() >= kTypeBytes && types < kMaxTypes) {
      reader.ReadU32();
      uint32_t info = reader.ReadU32();
      reader.ReadU32();
      auto kind = static_cast<Kind>((info >> 24) & 0x1f);
      uint64_t vlen = info & 0xffff;
      uint64_t tail = TailBytes(kind, vlen);
      if (tail > reader.left())
        break;
      reader.Skip(tail);
      ++types;
      members += IsRecord(kind) ? vlen : 0;
      enumerators += IsEnum(kind) ? vlen : 0;
      params += kind == Kind::kFuncProto ? vlen : 0;
    }
    types_.types_.reserve(types);
    types_.members_.reserve(members);
    types_.enumerators_.reserve(enumerators);
    types_.params_.reserve(params);
  }

  void ReadType(ByteReader& reader) {
    size_t start = reader.offset();
    reader.Require(kTypeBytes, "btf_type");
    Type type;
    type.name = ReadName(reader);
    uint32_t info = reader.ReadU32();
    uint32_t size_or_type = reader.ReadU32();
    uint32_t kind = (info >> 24) & 0x1f;
    if (kind == 0 || kind > static_cast<uint32_t>(Kind::kEnum64)) {
      reader.Fail(start, fmt::format("type {} '{}': kind {} is not known", types_.count(),
                                     Printable(type.name), kind));
    }
    type.kind = static_cast<Kind>(kind);
    type.vlen = static_cast<uint16_t>(info);
    type.kflag = (info >> 31) != 0;
    switch (type.kind) {
      case Kind::kInt:
      case Kind::kStruct:
      case Kind::kUnion:
      case Kind::kEnum:
      case Kind::kEnum64:
      case Kind::kFloat:
      case Kind::kDatasec:
        type.size = size_or_type;
        break;
      default:
        type.type = {size_or_type};
    }
    ReadTail(reader, start, type);
    types_.types_.push_back(type);
  }

  void ReadTail(ByteReader& reader, size_t start, Type& type) {
    switch (type.kind) {
      case Kind::kInt:
        return ReadInt(reader, start, type);
      case Kind::kArray:
        reader.Require(12, "btf_array");
        type.type = {reader.ReadU32()};
        reader.ReadU32();  // the index type says nothing about the layout
        type.nelems = reader.ReadU32();
        return;
      case Kind::kStruct:
      case Kind::kUnion:
        return ReadMembers(reader, type);
      case Kind::kEnum:
      case Kind::kEnum64:
        return ReadEnumerators(reader, type);
      case Kind::kFuncProto:
        return ReadParams(reader, type);
      case Kind::kFunc:
        type.linkage = CheckedLinkage(reader, start, type, type.vlen);
        type.vlen = 0;
        return;
      case Kind::kVar:
        reader.Require(4, "btf_var");
        type.linkage = CheckedLinkage(reader, start, type, reader.ReadU32());
        return;
      case Kind::kDatasec:
        return ReadSecinfos(reader, type);
      case Kind::kDeclTag:
        reader.Require(4, "btf_decl_tag");
        reader.ReadU32();  // which member or param is tagged says nothing about the layout
        return;
      default:
        return;
    }
  }

  uint8_t CheckedLinkage(ByteReader& reader, size_t start, const Type& type, uint32_t linkage) {
    if (linkage > static_cast<uint32_t>(Linkage::kExtern)) {
      reader.Fail(start, fmt::format("type {} '{}': linkage {} is not known", types_.count(),
                                     Printable(type.name), linkage));
    }
    return static_cast<uint8_t>(linkage);
  }

  void ReadInt(ByteReader& reader, size_t start, Type& type) {
    reader.Require(4, "the INT's encoding");
    uint32_t word = reader.ReadU32();
    type.encoding = (word >> 24) & 0xf;
    type.int_offset = (word >> 16) & 0xff;
    type.int_bits = word & 0xff;
    if (type.size == 0 || type.size > 16 || type.int_bits == 0 ||
        uint32_t{type.int_offset} + type.int_bits > type.size * 8) {
      reader.Fail(start,
                  fmt::format("type {} '{}': an INT of {} bytes cannot hold bits [{}, {})",
                              types_.count(), Printable(type.name), type.size, type.int_offset,
                              type.int_offset + type.int_bits));
    }
  }

  void ReadMembers(ByteReader& reader, Type& type) {
    reader.Require(size_t{type.vlen} * 12, "the members");
    type.first = static_cast<uint32_t>(types_.members_.size());
    for (uint32_t i = 0; i < type.vlen; ++i) {
      Member& member = types_.members_.emplace_back();
      member.name = ReadName(reader);
      member.type = {reader.ReadU32()};
      uint32_t offset = reader.ReadU32();
      member.bitfield_width = type.kflag ? offset >> 24 : 0;
      member.offset = {type.kflag ? offset & 0xffffff : offset};
    }
  }

  void ReadEnumerators(ByteReader& reader, Type& type) {
    bool wide = type.kind == Kind::kEnum64;
    reader.Require(size_t{type.vlen} * (wide ? 12 : 8), "the enumerators");
    type.first = static_cast<uint32_t>(types_.enumerators_.size());
    for (uint32_t i = 0; i < type.vlen; ++i) {
      Enumerator& enumerator = types_.enumerators_.emplace_back();
      enumerator.name = ReadName(reader);
      uint32_t low = reader.ReadU32();
      if (wide) {
        enumerator.value = low | uint64_t{reader.ReadU32()} << 32;
      } else {
        enumerator.value = type.kflag
                               ? static_cast<uint64_t>(int64_t{static_cast<int32_t>(low)})
                               : uint64_t{low};
      }
    }
  }

  void ReadParams(ByteReader& reader, Type& type) {
    reader.Require(size_t{type.vlen} * 8, "the params");
    type.first = static_cast<uint32_t>(types_.params_.size());
    for (uint32_t i = 0; i < type.vlen; ++i) {
      Param& param = types_.params_.emplace_back();
      ReadName(reader);
      param.type = {reader.ReadU32()};
    }
  }

  void ReadSecinfos(ByteReader& reader, Type& type) {
    reader.Require(size_t{type.vlen} * 12, "the variables of a DATASEC");
    type.first = static_cast<uint32_t>(types_.secinfos_.size());
    for (uint32_t i = 0; i < type.vlen; ++i) {
      VarSecinfo& secinfo = types_.secinfos_.emplace_back();
      secinfo.var = {reader.ReadU32()};
      secinfo.offset = reader.ReadU32();
      secinfo.size = reader.ReadU32();
    }
  }

  // Every id that any type holds must be one of the section's.
  void CheckReferences() {
    for (uint32_t id = 1; id < types_.count(); ++id) {
      const Type& type = types_[id];
      if (type.type.value >= types_.count())
        FailReference(id, "", "", type.type);
      switch (type.kind) {
        case Kind::kStruct:
        case Kind::kUnion:
          for (const Member& member : types_.members(type)) {
            if (member.type.value >= types_.count()) {
              FailReference(id, "member", member.name, member.type);
            }
          }
          break;
        case Kind::kFuncProto:
          for (const Param& param : types_.params(type)) {
            if (param.type.value >= types_.count()) {
              FailReference(id, "param", "", param.type);
            }
          }
          break;
        case Kind::kDatasec:
          for (const VarSecinfo& secinfo : types_.secinfos(type)) {
            if (secinfo.var.value >= types_.count())
              FailReference(id, "", "", secinfo.var);
            Kind kind = types_[secinfo.var].kind;
            // Functions appear in the DATASEC of extern kernel functions.
            if (kind != Kind::kVar && kind != Kind::kFunc) {
              Fail(id, fmt::format("holds type {}, a {}, where a VAR must stand",
                                   secinfo.var.value, KindName(kind)));
            }
          }
          break;
        default:
          break;
      }
    }
  }

  // Before kflag existed a bit-field's width was hidden in an INT narrower than its bytes.
  void TranslateOldBitfields() {
    for (uint32_t id = 1; id < types_.count(); ++id) {
      const Type& type = types_[id];
      if (!IsRecord(type.kind) || type.kflag)
        continue;
      for (uint32_t i = 0; i < type.vlen; ++i) {
        Member& member = types_.members_[type.first + i];
        const Type& base = types_[member.type];
        if (base.kind != Kind::kInt || base.int_bits == base.size * 8)
          continue;
        // A bool is one byte of which one bit counts; that makes no bit-field of it.
        if ((base.encoding & static_cast<uint8_t>(IntEncoding::kBool)) != 0)
          continue;
        member.bitfield_width = base.int_bits;
        member.offset = member.offset + Bits{base.int_offset};
      }
    }
  }

  [[noreturn]] void FailReference(uint32_t id, std::string_view what, std::string_view name,
                                  TypeId target) {
    std::string subject = what.empty() ? "" : fmt::format("{} '{}' ", what, Printable(name));
    Fail(id, fmt::format("{}refers to type {}; the section has {}", subject, target.value,
                         types_.count() - 1));
  }

  [[noreturn]] void Fail(uint32_t id, std::string_view message) {
    Place place = where_;
    place.part += fmt::format("+{:#x}", OffsetOf(id));
    throw Error(code::kBadBtf, place,
                fmt::format("type {} '{}': {}", id, Describe(types_[id]), message));
  }

  // Where a type starts.  Walked again, because only a message wants to know.
  uint64_t OffsetOf(uint32_t wanted) const {
    uint64_t offset = types_start_;
    for (uint32_t id = 1; id < wanted; ++id) {
      const Type& type = types_[id];
      offset += kTypeBytes + TailBytes(type.kind, type.vlen);
    }
    return offset;
  }

  const Place& where_;
  ByteView section_;
  ByteView type_bytes_;
  ByteView string_bytes_;
  uint64_t types_start_ = 0;
  uint64_t strings_start_ = 0;
  std::endian order_ = std::endian::native;
  Types types_;
};

Types Read(const Place& where, ByteView section) {
  return BtfReader(where, section).Read();
}

}  // namespace ecc::btf

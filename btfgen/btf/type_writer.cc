// A type is written by copying its words and replacing what refers to others: ids, names,
// counts.  Who decides which types and members stay (shrink, co_re) overrides three questions,
// and the format is known here alone.
#include "btfgen/btf/type_writer.h"

namespace ecc::btf {
namespace {

using btf::Kind;

// Words of a type and of what it holds.
constexpr size_t kHead = 3;
constexpr size_t kMemberWords = 3;
constexpr uint32_t kCountMask = 0xffff;
constexpr uint32_t kBtfHeader = 24;  // bytes

}  // namespace

uint32_t TypeWriter::CountPositions(btf::TypeId id, uint32_t end) const {
  uint32_t count = 0;
  for (uint32_t i = 0; i < end; ++i) count += KeepsPosition(id, i) ? 1 : 0;
  return count;
}

void TypeWriter::WriteCopy(btf::TypeId id, std::string_view name, WordWriter& out,
                           StringTable& strings) const {
  const btf::Type& type = raw_.types()[id];
  std::span<const uint32_t> words = raw_.Words(id.value);
  out.Add(strings.Place(name));
  uint32_t info = words[1];
  if (btf::IsRecord(type.kind) || btf::IsEnum(type.kind))
    info = (info & ~kCountMask) | CountPositions(id, type.vlen);
  out.Add(info);
  // Types with a size refer to none here.
  out.Add(type.type.is_void() || type.kind == Kind::kArray ? words[2] : NewId(type.type));
  WriteTail(id, out, strings);
}

void TypeWriter::WriteTail(btf::TypeId id, WordWriter& out, StringTable& strings) const {
  const btf::Types& types = raw_.types();
  const btf::Type& type = types[id];
  std::span<const uint32_t> tail = raw_.Words(id.value).subspan(kHead);
  switch (type.kind) {
    case Kind::kStruct:
    case Kind::kUnion:
      for (uint32_t i = 0; i < type.vlen; ++i) {
        if (!KeepsPosition(id, i))
          continue;
        out.Add(strings.Place(types.members(type)[i].name));
        out.Add(NewMemberType(id, i));
        // Offset and width, as they stand.
        out.Add(tail[i * kMemberWords + 2]);
      }
      return;
    case Kind::kEnum:
    case Kind::kEnum64: {
      size_t each = type.kind == Kind::kEnum ? 2 : 3;
      for (uint32_t i = 0; i < type.vlen; ++i) {
        if (!KeepsPosition(id, i))
          continue;
        out.Add(strings.Place(types.enumerators(type)[i].name));
        for (uint32_t word : tail.subspan(i * each + 1, each - 1)) out.Add(word);
      }
      return;
    }
    case Kind::kArray:
      out.Add(NewId({tail[0]}));
      out.Add(NewId({tail[1]}));
      out.Add(tail[2]);
      return;
    case Kind::kFuncProto:
      for (size_t i = 0; i < tail.size(); i += 2) {
        out.Add(strings.Place(raw_.String(tail[i], "a param")));
        out.Add(NewId({tail[i + 1]}));
      }
      return;
    case Kind::kDatasec:
      for (size_t i = 0; i < tail.size(); i += 3) {
        out.Add(NewId({tail[i]}));
        out.Add(tail[i + 1]);
        out.Add(tail[i + 2]);
      }
      return;
    default:
      for (uint32_t word : tail) out.Add(word);
  }
}

void TypeWriter::WriteVoidPointer(WordWriter& out, StringTable& strings) {
  out.Add(strings.Place(""));
  out.Add(static_cast<uint32_t>(Kind::kPtr) << 24);
  out.Add(0);
}

std::string WriteBtf(const std::string& types, const std::string& strings, std::endian order) {
  WordWriter writer(order);
  writer.AddMagic();
  writer.Add(kBtfHeader);
  writer.Add(0);
  writer.Add(static_cast<uint32_t>(types.size()));
  writer.Add(static_cast<uint32_t>(types.size()));
  writer.Add(static_cast<uint32_t>(strings.size()));
  writer.Append(types);
  writer.Append(strings);
  return writer.bytes();
}

}  // namespace ecc::btf

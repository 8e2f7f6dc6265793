#include "btfgen/co_re/minimal.h"

#include "btfgen/btf/reader.h"
#include "btfgen/btf/type_writer.h"
#include "btfgen/co_re/marks.h"
#include "btfgen/co_re/matcher.h"

namespace ecc::co_re {
namespace {

using btf::Kind;

class MarkedTypes : private btf::TypeWriter {
 public:
  MarkedTypes(const btf::RawTypes& raw, const Marks& marks)
      : btf::TypeWriter(raw), types_(raw.types()), marks_(marks), new_ids_(types_.count()) {
    uint32_t next = 1;
    for (uint32_t id = 1; id < types_.count(); ++id) {
      if (!marks.Has({id}))
        continue;
      if (!IsPlainPointer({id})) {
        new_ids_[id] = next++;
        continue;
      }
      if (void_pointer_ == 0)
        void_pointer_ = next++;
      new_ids_[id] = void_pointer_;
    }
  }

  std::string Write(StringTable& strings) const {
    btf::WordWriter out(types_.byte_order());
    uint32_t written = 0;
    for (uint32_t id = 1; id < types_.count(); ++id) {
      if (new_ids_[id] <= written)
        continue;
      written = new_ids_[id];
      if (IsPlainPointer({id}))
        WriteVoidPointer(out, strings);
      else
        WriteCopy({id}, types_[id].name, out, strings);
    }
    return out.bytes();
  }

 private:
  // All pointers that nobody follows are the same.
  bool IsPlainPointer(btf::TypeId id) const {
    return types_[id].kind == Kind::kPtr &&
           (!marks_.FollowsPointer(id) || types_[id].type.is_void());
  }
  uint32_t NewId(btf::TypeId id) const override { return new_ids_[id.value]; }
  bool KeepsPosition(btf::TypeId id, uint32_t position) const override {
    return btf::IsEnum(types_[id].kind) || marks_.HasMember(id, position);
  }
  uint32_t NewMemberType(btf::TypeId record, uint32_t position) const override {
    return NewId(types_.members(types_[record])[position].type);
  }

  const btf::Types& types_;
  const Marks& marks_;
  std::vector<uint32_t> new_ids_;  // 0 for what is not marked
  uint32_t void_pointer_ = 0;
};

// By such an integer libbpf tells how large a 32-bit kernel's pointers are.
void MarkPointerSize(const btf::Types& types, Marks& marks) {
  for (uint32_t id = 1; id < types.count(); ++id) {
    const btf::Type& type = types[id];
    if (type.kind == Kind::kInt && type.size == 4 &&
        type.name.find("long") != std::string_view::npos) {
      return marks.Mark({id}, Depth::kValue);
    }
  }
}

}  // namespace

std::string MinimalBtf(std::string_view where, ByteView kernel,
                       std::span<const Relocations* const> objects) {
  btf::Types types = btf::Read(where, kernel);
  btf::Resolver resolver(types);
  btf::RawTypes raw(types, kernel);
  Marks marks(raw);
  for (const Relocations* object : objects) Matcher(*object, resolver, marks).MarkAll();
  MarkPointerSize(types, marks);
  MarkedTypes marked(raw, marks);
  StringTable strings;
  // The first time for the strings alone.
  marked.Write(strings);
  strings.Build();
  return btf::WriteBtf(marked.Write(strings), strings.bytes(), types.byte_order());
}

}  // namespace ecc::co_re

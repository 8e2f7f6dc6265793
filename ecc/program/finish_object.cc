// Types and strings are only added, each behind all others, so that every number and every
// offset in the object stays what it was.
#include "ecc/program/finish_object.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "btfgen/btf/raw_types.h"
#include "btfgen/btf/reader.h"
#include "btfgen/btf/word_writer.h"
#include "btfgen/elf/object.h"
#include "btfgen/elf/strip.h"
#include "btfgen/layout/map_definitions.h"
#include "support/text.h"

namespace ecc {
namespace {

using btf::Kind;

constexpr uint32_t kBtfHeader = 24;   // bytes
constexpr uint32_t kLineInfoAt = 16;  // in the header of .BTF.ext
constexpr uint32_t kMemberWords = 3;  // name, type, offset
constexpr uint32_t kInfoShift = 24;   // a type's kind in its second word
constexpr std::string_view kMapsSection = ".maps";

class BtfEdit {
 public:
  explicit BtfEdit(const btf::Types& types, ByteView section)
      : types_(types), raw_(types, section) {
    ByteReader header(types.where(), section, types.byte_order());
    header.ReadU32();
    uint32_t header_size = header.ReadU32();
    header.ReadU32();
    header.ReadU32();
    uint32_t offset = header.ReadU32();
    uint32_t size = header.ReadU32();
    strings_ = AsText(section.subspan(size_t{header_size} + offset, size));
    for (uint32_t id = 1; id < types.count(); ++id) {
      starts_.push_back(words_.size());
      std::span<const uint32_t> words = raw_.Words(id);
      words_.insert(words_.end(), words.begin(), words.end());
    }
  }

  void ZeroRingBuffers() {
    std::optional<uint32_t> maps = types_.FindDatasec(kMapsSection);
    if (!maps)
      return;
    for (const btf::VarSecinfo& map : types_.secinfos(types_[*maps])) {
      uint32_t id = Unmodified(types_[map.var].type.value);
      if (types_[map.var].kind == Kind::kVar && types_[id].kind == Kind::kStruct)
        ZeroRingBuffer(id);
    }
  }

  uint32_t AddString(std::string_view text) {
    auto [place, is_new] = added_.try_emplace(std::string(text), strings_.size());
    if (is_new) {
      strings_ += text;
      strings_ += '\0';
    }
    return place->second;
  }

  std::string_view String(uint32_t offset) const {
    return offset < strings_.size() ? std::string_view(strings_.c_str() + offset) : "";
  }

  bool is_changed() const { return is_retyped_ || !added_.empty(); }

  std::string Bytes() const {
    btf::WordWriter writer(types_.byte_order());
    auto types_size = static_cast<uint32_t>(words_.size() * sizeof(uint32_t));
    writer.AddMagic();
    writer.Add(kBtfHeader);
    writer.Add(0);
    writer.Add(types_size);
    writer.Add(types_size);
    writer.Add(static_cast<uint32_t>(strings_.size()));
    for (uint32_t word : words_) writer.Add(word);
    writer.Append(strings_);
    return writer.bytes();
  }

 private:
  uint32_t Unmodified(uint32_t id) const {
    while (btf::IsModifier(types_[id].kind) || types_[id].kind == Kind::kTypedef)
      id = types_[id].type.value;
    return id;
  }

  // Returns the type that a member of a map's definition points to; void for one that is no
  // pointer.
  uint32_t Target(const btf::Member& member) const {
    uint32_t pointer = Unmodified(member.type.value);
    return types_[pointer].kind == Kind::kPtr ? types_[pointer].type.value : 0;
  }

  void ZeroRingBuffer(uint32_t id) {
    std::span<const btf::Member> members = types_.members(types_[id]);
    std::optional<uint32_t> index_type;
    for (const btf::Member& member : members) {
      uint32_t array = Unmodified(Target(member));
      if (member.name != "type" || types_[array].kind != Kind::kArray)
        continue;
      uint32_t map_type = types_[array].nelems;
      if (map_type == layout::kMapTypeRingbuf || map_type == layout::kMapTypeUserRingbuf)
        index_type = raw_.ArrayIndex(array);
    }
    if (!index_type)
      return;
    for (size_t i = 0; i < members.size(); ++i) {
      bool is_type = members[i].name == "key" || members[i].name == "value";
      bool is_size = members[i].name == "key_size" || members[i].name == "value_size";
      uint32_t target = Target(members[i]);
      uint32_t array = Unmodified(target);
      bool is_array = types_[array].kind == Kind::kArray;
      if ((!is_type && !is_size) || target == 0 || (is_array && types_[array].nelems == 0))
        continue;
      uint32_t element = is_array ? types_[array].type.value : target;
      words_[starts_[id - 1] + kMemberWords * (i + 1) + 1] =
          AddPointerToNone(element, *index_type);
    }
  }

  // `element (*)[0]`, which has no size to give.
  uint32_t AddPointerToNone(uint32_t element, uint32_t index_type) {
    auto info = [](Kind kind) { return static_cast<uint32_t>(kind) << kInfoShift; };
    uint32_t array = types_.count() + added_types_;
    words_.insert(words_.end(), {0, info(Kind::kArray), 0, element, index_type, 0});
    words_.insert(words_.end(), {0, info(Kind::kPtr), array});
    added_types_ += 2;
    is_retyped_ = true;
    return array + 1;
  }

  const btf::Types& types_;
  btf::RawTypes raw_;
  std::vector<uint32_t> words_;
  std::vector<size_t> starts_;  // by id, from 1
  std::string strings_;
  std::map<std::string, size_t> added_;
  uint32_t added_types_ = 0;
  bool is_retyped_ = false;
};

class LineTexts {
 public:
  LineTexts(BtfEdit& btf, const SourceText& source) : btf_(btf), source_(source) {}

  // .BTF.ext with the text of lines that had none.
  std::string Fill(const Place& where, ByteView section, std::endian order) {
    ByteReader reader(where, section, order);
    std::vector<uint32_t> words;
    while (reader.left() >= sizeof(uint32_t)) words.push_back(reader.ReadU32());
    auto at = [&](size_t byte) -> uint32_t* {
      return byte / sizeof(uint32_t) < words.size() ? &words[byte / sizeof(uint32_t)] : nullptr;
    };
    const uint32_t* header = at(4);
    const uint32_t* offset = at(kLineInfoAt);
    const uint32_t* size = at(kLineInfoAt + 4);
    if (header == nullptr || size == nullptr || *size == 0)
      return std::string(AsText(section));
    size_t place = size_t{*header} + *offset;
    size_t end = std::min(place + *size, section.size());
    const uint32_t* record = at(place);
    if (record == nullptr || *record < 4 * sizeof(uint32_t))
      return std::string(AsText(section));
    for (place += 4; place + 8 <= end;) {
      uint32_t count = *at(place + 4);
      place += 8;
      for (uint32_t i = 0; i < count && place + *record <= end; ++i, place += *record) {
        uint32_t* text = at(place + 8);
        if (*text == 0)
          *text = TextAt(*at(place + 4), *at(place + 12) >> 10);
      }
    }
    btf::WordWriter writer(order);
    for (uint32_t word : words) writer.Add(word);
    return writer.bytes();
  }

 private:
  // The string of a line; 0, which is the empty one, when it is not known.
  uint32_t TextAt(uint32_t file, uint32_t line) {
    std::string path(btf_.String(file));
    auto known = files_.find(path);
    if (known == files_.end())
      known = files_.emplace(path, Lines(source_(path))).first;
    const std::vector<std::string>& lines = known->second;
    if (line == 0 || line > lines.size() || lines[line - 1].empty())
      return 0;
    return btf_.AddString(lines[line - 1]);
  }

  static std::vector<std::string> Lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
      std::string_view line = TakeLine(text);
      if (line.ends_with('\r'))
        line.remove_suffix(1);
      lines.emplace_back(line);
    }
    return lines;
  }

  BtfEdit& btf_;
  const SourceText& source_;
  std::map<std::string, std::vector<std::string>> files_;
};

}  // namespace

std::string FinishObject(std::string_view where, ByteView object, const SourceText& source) {
  elf::RewritePlan plan;
  plan.drops_section = elf::IsDebugSection;
  elf::Object file = elf::Read(where, object);
  const elf::Section* section = file.FindSection(".BTF");
  if (section != nullptr) {
    btf::Types types = btf::Read(InFile(where, ".BTF"), section->bytes);
    BtfEdit btf(types, section->bytes);
    btf.ZeroRingBuffers();
    if (const elf::Section* ext = file.FindSection(".BTF.ext")) {
      plan.contents[".BTF.ext"] =
          LineTexts(btf, source)
              .Fill(InFile(where, ".BTF.ext"), ext->bytes, types.byte_order());
    }
    if (btf.is_changed()) {
      plan.contents[".BTF"] = btf.Bytes();
    } else {
      plan.contents.clear();
    }
  }
  return elf::Rewrite(where, object, plan);
}

}  // namespace ecc

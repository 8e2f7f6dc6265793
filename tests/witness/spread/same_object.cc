// Two objects are the same to a loader: instructions, data, relocations, types, functions and
// lines.  same_object PLAIN.o ECC.o
//
// What may differ, and is left out: DWARF, the table of symbols as such (relocations are
// compared by their symbols' names), .llvm_addrsig, where in the section a string lies, and of
// a source's path all but the last part.  In ring buffers the members that give sizes may have
// another type, which then stands behind all others.  clang 19 numbers types by the hash of
// paths: where numbers differ, types are compared by what they refer to, and "renumbered" is
// printed.
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <gelf.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr uint32_t kRingbuf = 27;
constexpr uint32_t kUserRingbuf = 31;
constexpr size_t kMostLines = 10;
constexpr int kSteps = 12;

// What is compared: each line of text by a key, "section tc", "type 7".
using Facts = std::map<std::string, std::string>;

std::string Hex(const void* data, size_t size) {
  std::string text;
  const auto* bytes = static_cast<const unsigned char*>(data);
  for (size_t i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

bool IsLeftOut(std::string_view name) {
  return name.empty() || name.starts_with(".debug_") || name.starts_with(".rel.debug_") ||
         name == ".symtab" || name == ".strtab" || name == ".shstrtab" ||
         name == ".llvm_addrsig" || name == ".BTF" || name == ".BTF.ext";
}

class ElfFacts {
 public:
  ElfFacts(const char* path, Facts& facts) : fd_(open(path, O_RDONLY | O_CLOEXEC)) {
    elf_version(EV_CURRENT);
    elf_ = elf_begin(fd_, ELF_C_READ, nullptr);
    if (elf_ == nullptr || elf_getshdrstrndx(elf_, &names_) != 0)
      throw std::runtime_error(fmt::format("{} is no object", path));
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf_, section)) != nullptr;) {
      GElf_Shdr header;
      gelf_getshdr(section, &header);
      std::string name = elf_strptr(elf_, names_, header.sh_name);
      if (IsLeftOut(name))
        continue;
      Elf_Data* data = elf_getdata(section, nullptr);
      std::string text = header.sh_type == SHT_REL ? Relocations(header, data)
                         : header.sh_type == SHT_NOBITS
                             ? fmt::format("{} zeroes", header.sh_size)
                             : Hex(data->d_buf, data->d_size);
      facts["section " + name] = fmt::format("type {} flags {} align {}: {}", header.sh_type,
                                             header.sh_flags, header.sh_addralign, text);
    }
  }
  ~ElfFacts() {
    elf_end(elf_);
    close(fd_);
  }
  ElfFacts(const ElfFacts&) = delete;
  ElfFacts& operator=(const ElfFacts&) = delete;

 private:
  std::string Relocations(const GElf_Shdr& header, Elf_Data* data) {
    Elf_Scn* symbols = elf_getscn(elf_, header.sh_link);
    GElf_Shdr symbols_header;
    gelf_getshdr(symbols, &symbols_header);
    Elf_Data* table = elf_getdata(symbols, nullptr);
    std::string text;
    for (int i = 0; i < static_cast<int>(header.sh_size / header.sh_entsize); ++i) {
      GElf_Rel relocation;
      GElf_Sym symbol;
      gelf_getrel(data, i, &relocation);
      gelf_getsym(table, static_cast<int>(GELF_R_SYM(relocation.r_info)), &symbol);
      std::string name = elf_strptr(elf_, symbols_header.sh_link, symbol.st_name);
      if (GELF_ST_TYPE(symbol.st_info) == STT_SECTION) {
        GElf_Shdr target;
        gelf_getshdr(elf_getscn(elf_, symbol.st_shndx), &target);
        name = elf_strptr(elf_, names_, target.sh_name);
      }
      text +=
          fmt::format("{:x} {} {}+{:x} {}; ", relocation.r_offset,
                      GELF_R_TYPE(relocation.r_info), name, symbol.st_value, symbol.st_info);
    }
    return text;
  }

  int fd_;
  Elf* elf_ = nullptr;
  size_t names_ = 0;
};

class BtfFacts {
 public:
  BtfFacts(const char* path, Facts& facts, bool numbered) : facts_(facts), numbered_(numbered) {
    struct btf_ext* ext = nullptr;
    btf_ = btf__parse_elf(path, &ext);
    if (btf_ == nullptr)
      return;  // a program may have none: then neither has the other
    AddTypes();
    if (ext != nullptr)
      AddExt(ext);
    btf_ext__free(ext);
  }
  ~BtfFacts() { btf__free(btf_); }
  BtfFacts(const BtfFacts&) = delete;
  BtfFacts& operator=(const BtfFacts&) = delete;

 private:
  std::string Name(uint32_t offset) const {
    const char* name = btf__name_by_offset(btf_, offset);
    return name == nullptr ? "?" : name;
  }

  // "16" of a member that is a pointer to an array of as many: how maps say numbers.
  uint32_t Number(uint32_t id) const {
    const btf_type* pointer = btf__type_by_id(btf_, id);
    if (pointer == nullptr || !btf_is_ptr(pointer))
      return 0;
    const btf_type* array = btf__type_by_id(btf_, pointer->type);
    return btf_is_array(array) ? btf_array(array)->nelems : 0;
  }

  bool IsRingBuffer(const btf_type* type) const {
    for (int i = 0; i < btf_vlen(type); ++i) {
      const btf_member& member = btf_members(type)[i];
      uint32_t number = Number(member.type);
      if (Name(member.name_off) == "type" && (number == kRingbuf || number == kUserRingbuf))
        return true;
    }
    return false;
  }

  // A type without the numbers of others, which stand beside it.
  struct Shape {
    std::string text;
    std::vector<uint32_t> ids;
    size_t hash = 0;
  };

  Shape ShapeOf(const btf_type* type) {
    Shape shape;
    auto ref = [&](uint32_t id) { shape.ids.push_back(id); };
    shape.text = fmt::format("{} info {:x}", Name(type->name_off), type->info);
    int count = btf_vlen(type);
    bool is_sized = true;
    switch (btf_kind(type)) {
      case BTF_KIND_STRUCT:
      case BTF_KIND_UNION: {
        bool is_ring = IsRingBuffer(type);
        for (int i = 0; i < count; ++i) {
          const btf_member& member = btf_members(type)[i];
          std::string name = Name(member.name_off);
          bool is_size = is_ring && (name.starts_with("key") || name.starts_with("value"));
          shape.text += fmt::format(" {} {}", name, member.offset);
          if (is_size) {
            facts_["ring buffers with sizes"] = "yes";
          } else {
            ref(member.type);
          }
        }
        break;
      }
      case BTF_KIND_ENUM:
        for (int i = 0; i < count; ++i) {
          shape.text +=
              fmt::format(" {}={}", Name(btf_enum(type)[i].name_off), btf_enum(type)[i].val);
        }
        break;
      case BTF_KIND_ENUM64:
        for (int i = 0; i < count; ++i) {
          const struct btf_enum64* e = &btf_enum64(type)[i];
          shape.text += fmt::format(" {}={}", Name(e->name_off), btf_enum64_value(e));
        }
        break;
      case BTF_KIND_ARRAY:
        shape.text += fmt::format(" [{}]", btf_array(type)->nelems);
        ref(btf_array(type)->type);
        ref(btf_array(type)->index_type);
        break;
      case BTF_KIND_DATASEC:
        for (int i = 0; i < count; ++i) {
          const btf_var_secinfo& info = btf_var_secinfos(type)[i];
          shape.text += fmt::format(" {}+{}", info.offset, info.size);
          ref(info.type);
        }
        break;
      case BTF_KIND_INT:
        shape.text += fmt::format(" {:x}", *btf_int_of(type));
        break;
      case BTF_KIND_FLOAT:
      case BTF_KIND_FWD:
        break;
      default:  // what refers to one type, and more of some
        is_sized = false;
        ref(type->type);
        if (btf_kind(type) == BTF_KIND_FUNC_PROTO) {
          for (int i = 0; i < count; ++i) {
            shape.text += " " + Name(btf_params(type)[i].name_off);
            ref(btf_params(type)[i].type);
          }
        } else if (btf_kind(type) == BTF_KIND_VAR || btf_kind(type) == BTF_KIND_DECL_TAG) {
          shape.text += fmt::format(" {:x}", *btf_int_of(type));
        }
    }
    if (is_sized)
      shape.text += fmt::format(" size {}", type->size);
    return shape;
  }

  // The word that some kinds add.
  static const uint32_t* btf_int_of(const btf_type* type) {
    return reinterpret_cast<const uint32_t*>(type + 1);
  }

  // Each type is told by what it refers to, several steps deep, instead of by its number.
  void AddTypes() {
    shapes_.resize(btf__type_cnt(btf_));
    for (uint32_t id = 1; id < shapes_.size(); ++id)
      shapes_[id] = ShapeOf(btf__type_by_id(btf_, id));
    std::hash<std::string> hash;
    for (int step = 0; step < kSteps; ++step) {
      std::vector<size_t> next(shapes_.size());
      for (uint32_t id = 1; id < shapes_.size(); ++id) {
        std::string text = shapes_[id].text;
        for (uint32_t other : shapes_[id].ids)
          text += fmt::format(" {:x}", other < shapes_.size() ? shapes_[other].hash : 1);
        next[id] = hash(text);
      }
      for (uint32_t id = 1; id < shapes_.size(); ++id) shapes_[id].hash = next[id];
    }
    for (uint32_t id = 1; id < shapes_.size(); ++id) {
      std::string key = numbered_ ? fmt::format("type {:6}", id)
                                  : fmt::format("type {:016x}", shapes_[id].hash);
      std::string text = shapes_[id].text;
      for (uint32_t other : shapes_[id].ids) text += " " + IdText(other);
      facts_[key] += text + ";";
    }
  }

  std::string IdText(uint32_t id) const {
    return numbered_ || id >= shapes_.size() ? fmt::format("#{}", id)
                                             : fmt::format("{:016x}", shapes_[id].hash);
  }

  // Header, then per kind the size of a record and, per section, its name and its records.
  // Which of a record's words are strings depends on the kind.
  void AddExt(const btf_ext* ext) {
    uint32_t size = 0;
    const char* bytes = static_cast<const char*>(btf_ext__get_raw_data(ext, &size));
    auto word = [&](size_t at) {
      uint32_t value = 0;
      if (at + sizeof(value) <= size)
        memcpy(&value, bytes + at, sizeof(value));
      return value;
    };
    uint32_t header = word(4);
    struct Part {
      const char* name;
      size_t position;
    };
    for (const Part& part :
         {Part{"functions", 8}, Part{"lines", 16}, Part{"relocations", 24}}) {
      if (part.position >= header)
        continue;
      size_t at = header + word(part.position);
      size_t end = at + word(part.position + 4);
      if (at == end)
        continue;
      uint32_t record = word(at);
      for (at += 4; at < end;) {
        std::string key = fmt::format("{} of {}", part.name, Name(word(at)));
        uint32_t count = word(at + 4);
        at += 8;
        for (uint32_t i = 0; i < count; ++i, at += record)
          facts_[fmt::format("{} {:5}", key, i)] = Record(part.name, word, at, record);
      }
    }
  }

  template <typename Word>
  std::string Record(std::string_view part, Word word, size_t at, uint32_t size) const {
    std::string text;
    for (uint32_t i = 0; i < size; i += 4) {
      bool is_string =
          (part == "lines" && (i == 4 || i == 8)) || (part == "relocations" && i == 8);
      std::string name = is_string ? Name(word(at + i)) : "";
      if (part == "lines" && i == 4)
        name = name.substr(name.rfind('/') + 1);
      bool is_type = part != "lines" && i == 4;
      text += is_string ? " '" + name + "'"
              : is_type ? " " + IdText(word(at + i))
                        : fmt::format(" {:x}", word(at + i));
    }
    return text;
  }

  Facts& facts_;
  bool numbered_;
  std::vector<Shape> shapes_;
  struct btf* btf_ = nullptr;
};

Facts Read(const char* path, bool numbered) {
  Facts facts;
  ElfFacts elf(path, facts);
  BtfFacts btf(path, facts, numbered);
  return facts;
}

// What differs, as lines of text.
std::vector<std::string> Differences(char** files, bool numbered) {
  Facts plain = Read(files[0], numbered);
  Facts ours = Read(files[1], numbered);
  bool has_rings = plain.contains("ring buffers with sizes");
  std::vector<std::string> lines;
  for (const auto& [key, text] : plain) {
    if (!ours.contains(key)) {
      lines.push_back(fmt::format("{}: only in {}: {}", key, files[0], text));
    } else if (ours[key] != text) {
      // Types that only ring buffers' sizes needed may stand beside others of their shape.
      bool is_added =
          has_rings && !numbered && key.starts_with("type ") && ours[key].starts_with(text);
      if (!is_added)
        lines.push_back(fmt::format("{}:\n  {}\n  {}", key, text, ours[key]));
    }
  }
  for (const auto& [key, text] : ours) {
    if (!plain.contains(key) && !(has_rings && key.starts_with("type ")))
      lines.push_back(fmt::format("{}: only in {}: {}", key, files[1], text));
  }
  return lines;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3)
    return 2;
  libbpf_set_print(nullptr);
  if (Differences(argv + 1, true).empty())
    return 0;
  std::vector<std::string> lines = Differences(argv + 1, false);
  for (size_t i = 0; i < std::min(lines.size(), kMostLines); ++i)
    fmt::print("{}\n", lines[i].substr(0, 400));
  if (lines.empty())
    fmt::print("renumbered\n");
  return lines.empty() ? 0 : 1;
}

// libelf parses, but believes what it reads: it takes a file that ends before its section
// headers for one without sections, and offsets past the end for data.  Here every section and
// string is held against the file's size before anybody sees it.
#include "btfgen/elf/object.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <tuple>

#include "btfgen/elf/handle.h"
#include "support/error.h"
#include "support/identifier.h"

#ifndef EM_BPF
#define EM_BPF 247
#endif

namespace ecc::elf {
namespace {

[[noreturn]] void Fail(std::string_view where, std::string_view message) {
  throw Error(code::kBadObject, InFile(where), message);
}

// libelf's last word; it is NULL when libelf found nothing wrong.
std::string_view LibelfMessage() {
  const char* message = elf_errmsg(-1);
  return message != nullptr ? message : "malformed";
}

ElfHandle OpenElf(std::string_view where, ByteView file) {
  if (!IsElf(file))
    Fail(where, "not an ELF file");
  if (elf_version(EV_CURRENT) == EV_NONE)
    Fail(where, "libelf is too old");
  ElfHandle elf = OpenMemory(file);
  GElf_Ehdr header;
  if (elf == nullptr || elf_kind(elf.get()) != ELF_K_ELF ||
      gelf_getehdr(elf.get(), &header) == nullptr) {
    Fail(where, fmt::format("not a readable ELF file: {}", LibelfMessage()));
  }
  // libelf takes a file that ends before its section headers for one without sections.
  if (header.e_shoff > file.size() ||
      uint64_t{header.e_shnum} * header.e_shentsize > file.size() - header.e_shoff) {
    Fail(where,
         fmt::format("truncated: the section headers are at {:#x}, the file has {:#x} bytes",
                     header.e_shoff, file.size()));
  }
  if (header.e_machine != EM_BPF) {
    throw Error(code::kNotBpf, InFile(where),
                fmt::format("the machine is {}, not BPF ({})", header.e_machine, EM_BPF),
                "compile it with clang -target bpf");
  }
  if (header.e_type != ET_REL)
    Fail(where, "not a relocatable object");
  return elf;
}

void ReadSections(std::string_view where, Elf* elf, ByteView file, Object& object) {
  size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0)
    Fail(where, "no section names");
  object.sections.emplace_back();  // index 0, which ELF keeps for "no section"
  for (Elf_Scn* scn = elf_nextscn(elf, nullptr); scn != nullptr; scn = elf_nextscn(elf, scn)) {
    GElf_Shdr header;
    if (gelf_getshdr(scn, &header) == nullptr)
      Fail(where, "unreadable section header");
    const char* name = elf_strptr(elf, names, header.sh_name);
    if (name == nullptr) {
      Fail(where, fmt::format("section {} has no name", elf_ndxscn(scn)));
    }
    Section& section = object.sections.emplace_back();
    section.name = name;
    section.index = static_cast<uint32_t>(elf_ndxscn(scn));
    section.file_offset = header.sh_offset;
    section.size = header.sh_size;
    section.has_bytes = header.sh_type != SHT_NOBITS && header.sh_type != SHT_NULL;
    section.is_executable =
        header.sh_type == SHT_PROGBITS && (header.sh_flags & SHF_EXECINSTR) != 0;
    if (!section.has_bytes)
      continue;
    if (header.sh_offset > file.size() || header.sh_size > file.size() - header.sh_offset) {
      Fail(where, fmt::format("section {} '{}' claims [{:#x}, {:#x}), the file has {:#x} bytes",
                              section.index, Printable(section.name), header.sh_offset,
                              header.sh_offset + header.sh_size, file.size()));
    }
    section.bytes = file.subspan(header.sh_offset, header.sh_size);
  }
}

void ReadSymbols(std::string_view where, Elf* elf, Object& object) {
  for (Elf_Scn* scn = elf_nextscn(elf, nullptr); scn != nullptr; scn = elf_nextscn(elf, scn)) {
    GElf_Shdr header;
    if (gelf_getshdr(scn, &header) == nullptr || header.sh_type != SHT_SYMTAB)
      continue;
    Elf_Data* data = elf_getdata(scn, nullptr);
    if (data == nullptr || header.sh_entsize == 0)
      Fail(where, "unreadable symbol table");
    auto count =
        static_cast<int>(std::min<uint64_t>(data->d_size / header.sh_entsize, INT32_MAX));
    for (int i = 0; i < count; ++i) {
      GElf_Sym raw;
      if (gelf_getsym(data, i, &raw) == nullptr)
        Fail(where, fmt::format("unreadable symbol {}", i));
      if (raw.st_shndx == SHN_UNDEF || raw.st_shndx >= object.sections.size())
        continue;
      const char* name = elf_strptr(elf, header.sh_link, raw.st_name);
      if (name == nullptr)
        Fail(where, fmt::format("symbol {} has no name", i));
      Symbol& symbol = object.symbols.emplace_back();
      symbol.name = name;
      symbol.section = raw.st_shndx;
      symbol.value = raw.st_value;
      symbol.is_function = GELF_ST_TYPE(raw.st_info) == STT_FUNC;
      symbol.is_object = GELF_ST_TYPE(raw.st_info) == STT_OBJECT;
    }
  }
}

// Functions outside .text are entry points; those in .text are called by them.  libbpf
// sorts by section, then by place.
void CollectPrograms(Object& object) {
  std::vector<const Symbol*> entries;
  for (const Symbol& symbol : object.symbols) {
    const Section& section = object.sections[symbol.section];
    if (symbol.is_function && section.is_executable && section.name != ".text") {
      entries.push_back(&symbol);
    }
  }
  std::sort(entries.begin(), entries.end(), [](const Symbol* a, const Symbol* b) {
    return std::tie(a->section, a->value, a->name) < std::tie(b->section, b->value, b->name);
  });
  for (const Symbol* entry : entries) {
    object.programs.push_back({entry->name, object.sections[entry->section].name});
  }
}

void ReadLicense(Object& object) {
  const Section* section = object.FindSection("license");
  if (section == nullptr)
    return;
  std::string_view text = AsText(section->bytes);
  object.license = Printable(text.substr(0, text.find('\0')));
}

}  // namespace

const Section* Object::FindSection(std::string_view name) const {
  auto found = std::find_if(sections.begin(), sections.end(),
                            [&](const Section& section) { return section.name == name; });
  return found == sections.end() ? nullptr : &*found;
}

std::optional<uint64_t> Object::FindVariable(const Section& section,
                                             std::string_view name) const {
  for (const Symbol& symbol : symbols) {
    if (symbol.section == section.index && symbol.is_object && symbol.name == name) {
      return symbol.value;
    }
  }
  return std::nullopt;
}

bool IsElf(ByteView file) {
  return file.size() >= SELFMAG && std::memcmp(file.data(), ELFMAG, SELFMAG) == 0;
}

Object Read(std::string_view where, ByteView file) {
  ElfHandle elf = OpenElf(where, file);
  Object object;
  object.where = where;
  ReadSections(where, elf.get(), file, object);
  ReadSymbols(where, elf.get(), object);
  CollectPrograms(object);
  ReadLicense(object);
  return object;
}

}  // namespace ecc::elf

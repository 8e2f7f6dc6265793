// ELF files for tests, written section by section.
#pragma once

#include <elf.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecc::test {

struct ElfSection {
  std::string name;
  std::string bytes;
  uint32_t type = SHT_PROGBITS;
  uint64_t flags = 0;
  uint32_t link = 0;
  uint32_t info = 0;
  uint64_t entry_size = 0;
  uint64_t alignment = 1;
  std::optional<uint64_t> size = {};  // where it is not that of the bytes
};

struct ElfSymbol {
  std::string name;
  uint8_t type = STT_NOTYPE;
  uint16_t section = SHN_UNDEF;
  uint64_t value = 0;
  uint8_t binding = STB_GLOBAL;
  uint64_t size = 0;
};

struct ElfRelocation {
  uint64_t offset;
  uint32_t symbol;
  uint32_t type = 1;  // R_BPF_64_64
};

// The headers of the sections follow that of the file, the sections follow them, and the names
// of the sections are the last.
class ElfWriter {
 public:
  explicit ElfWriter(std::endian order = std::endian::native) : order_(order) {}

  uint16_t type = ET_REL;
  uint16_t machine = 247;  // BPF

  // Returns the index of the section; they count from 1.
  uint32_t Add(ElfSection section) {
    sections_.push_back(std::move(section));
    return static_cast<uint32_t>(sections_.size());
  }

  // Adds .strtab and, behind it, .symtab, whose index it returns.  The symbol 0, which stands
  // for none, is added by itself; the others count from 1.
  uint32_t AddSymbols(const std::vector<ElfSymbol>& symbols) {
    std::string names(1, '\0');
    std::string table(sizeof(Elf64_Sym), '\0');
    uint32_t locals = 1;
    for (const ElfSymbol& symbol : symbols) {
      Put(table, static_cast<uint32_t>(symbol.name.empty() ? 0 : names.size()));
      Put(table, static_cast<uint8_t>(ELF64_ST_INFO(symbol.binding, symbol.type)));
      Put(table, uint8_t{STV_DEFAULT});
      Put(table, symbol.section);
      Put(table, symbol.value);
      Put(table, symbol.size);
      if (!symbol.name.empty())
        names += symbol.name + '\0';
      if (symbol.binding == STB_LOCAL)
        locals = static_cast<uint32_t>(table.size() / sizeof(Elf64_Sym));
    }
    uint32_t strings = Add({".strtab", names, SHT_STRTAB});
    return Add({".symtab", table, SHT_SYMTAB, 0, strings, locals, sizeof(Elf64_Sym), 8});
  }

  uint32_t AddRelocations(std::string name, uint32_t target, uint32_t symbols,
                          const std::vector<ElfRelocation>& relocations) {
    std::string table;
    for (const ElfRelocation& relocation : relocations) {
      Put(table, relocation.offset);
      Put(table, ELF64_R_INFO(uint64_t{relocation.symbol}, relocation.type));
    }
    return Add({std::move(name), table, SHT_REL, 0, symbols, target, sizeof(Elf64_Rel), 8});
  }

  // Where the header of a section stands in the file.
  static constexpr size_t HeaderAt(uint32_t section) {
    return sizeof(Elf64_Ehdr) + section * sizeof(Elf64_Shdr);
  }

  std::string Bytes() const {
    std::vector<ElfSection> sections = sections_;
    sections.push_back({".shstrtab", "", SHT_STRTAB});
    std::string names(1, '\0');
    std::vector<uint32_t> name_offsets;
    for (const ElfSection& section : sections) {
      name_offsets.push_back(static_cast<uint32_t>(names.size()));
      names += section.name + '\0';
    }
    sections.back().bytes = names;

    auto count = static_cast<uint16_t>(sections.size() + 1);
    std::string bytes = FileHeader(count);
    bytes.append(sizeof(Elf64_Shdr), '\0');  // the section 0
    std::string contents;
    for (size_t i = 0; i < sections.size(); ++i) {
      const ElfSection& section = sections[i];
      Put(bytes, name_offsets[i]);
      Put(bytes, section.type);
      Put(bytes, section.flags);
      Put(bytes, uint64_t{0});  // address
      Put(bytes, uint64_t{HeaderAt(count) + contents.size()});
      Put(bytes, section.size.value_or(section.bytes.size()));
      Put(bytes, section.link);
      Put(bytes, section.info);
      Put(bytes, section.alignment);
      Put(bytes, section.entry_size);
      contents += section.bytes;
      // So that the file ends where the last section does.
      if (i + 1 < sections.size())
        contents.resize((contents.size() + 7) / 8 * 8);
    }
    return bytes + contents;
  }

 private:
  std::string FileHeader(uint16_t section_count) const {
    std::string bytes(ELFMAG, SELFMAG);
    bytes.push_back(ELFCLASS64);
    bytes.push_back(order_ == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB);
    bytes.push_back(EV_CURRENT);
    bytes.resize(EI_NIDENT);
    Put(bytes, type);
    Put(bytes, machine);
    Put(bytes, uint32_t{EV_CURRENT});
    Put(bytes, uint64_t{0});                   // entry
    Put(bytes, uint64_t{0});                   // program headers
    Put(bytes, uint64_t{sizeof(Elf64_Ehdr)});  // section headers
    Put(bytes, uint32_t{0});                   // flags
    Put(bytes, uint16_t{sizeof(Elf64_Ehdr)});
    Put(bytes, uint16_t{0});
    Put(bytes, uint16_t{0});
    Put(bytes, uint16_t{sizeof(Elf64_Shdr)});
    Put(bytes, section_count);
    Put(bytes, static_cast<uint16_t>(section_count - 1));
    return bytes;
  }

  template <typename Number>
  void Put(std::string& out, Number number) const {
    char bytes[sizeof(number)];
    std::memcpy(bytes, &number, sizeof(number));
    if (order_ == std::endian::native)
      out.append(bytes, sizeof(bytes));
    else
      out.append(std::reverse_iterator(bytes + sizeof(bytes)), std::reverse_iterator(bytes));
  }

  std::endian order_;
  std::vector<ElfSection> sections_;
};

// Overwrites a number of a file of this machine's byte order.
template <typename Number>
std::string WithNumber(std::string bytes, size_t offset, Number number) {
  std::memcpy(bytes.data() + offset, &number, sizeof(number));
  return bytes;
}

// Overwrites a field of the header of a section.
template <typename Number>
std::string WithHeader(std::string bytes, uint32_t section, Number Elf64_Shdr::*field,
                       Number number) {
  Elf64_Shdr header;
  char* at = bytes.data() + ElfWriter::HeaderAt(section);
  std::memcpy(&header, at, sizeof(header));
  header.*field = number;
  std::memcpy(at, &header, sizeof(header));
  return bytes;
}

}  // namespace ecc::test

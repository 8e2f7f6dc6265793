// A BPF object of nothing but BTF and CO-RE relocations.
#pragma once

#include <elf.h>

#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include "btfgen/btf/btf_ext.h"
#include "btfgen/btf/word_writer.h"
#include "tests/support/btf_writer.h"

namespace ecc::test {

struct Relocation {
  uint32_t root;
  std::string access;
  btf::RelocationKind kind;
};

inline std::string BpfObject(BtfWriter types, const std::vector<Relocation>& relocations) {
  btf::WordWriter ext(std::endian::native);
  ext.AddMagic();
  ext.Add(32);
  auto size = static_cast<uint32_t>(relocations.empty() ? 0 : 12 + 16 * relocations.size());
  for (uint32_t word : {0u, 0u, 0u, 0u, 0u, size}) ext.Add(word);
  if (!relocations.empty()) {
    ext.Add(16);
    ext.Add(types.String("tp/x"));
    ext.Add(static_cast<uint32_t>(relocations.size()));
    for (const Relocation& relocation : relocations) {
      ext.Add(0);
      ext.Add(relocation.root);
      ext.Add(types.String(relocation.access));
      ext.Add(static_cast<uint32_t>(relocation.kind));
    }
  }
  static constexpr char kNames[] = "\0.BTF\0.BTF.ext\0.shstrtab";
  std::string names(kNames, sizeof(kNames));
  std::string contents[] = {types.Bytes(), ext.bytes(), names};
  uint32_t name_offsets[] = {1, 6, 15};
  Elf64_Ehdr header = {};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] =
      std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = ET_REL;
  header.e_machine = 247;  // BPF
  header.e_version = EV_CURRENT;
  header.e_ehsize = sizeof(header);
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shnum = 4;
  header.e_shstrndx = 3;
  header.e_shoff = sizeof(header);
  std::string tables(sizeof(Elf64_Shdr), '\0');  // the section 0
  std::string bytes;
  size_t start = sizeof(header) + 4 * sizeof(Elf64_Shdr);
  for (size_t i = 0; i < 3; ++i) {
    Elf64_Shdr section = {};
    section.sh_name = name_offsets[i];
    section.sh_type = i == 2 ? SHT_STRTAB : SHT_PROGBITS;
    section.sh_offset = start + bytes.size();
    section.sh_size = contents[i].size();
    section.sh_addralign = 1;
    tables.append(reinterpret_cast<const char*>(&section), sizeof(section));
    bytes += contents[i];
    bytes.resize((bytes.size() + 7) / 8 * 8);
  }
  return std::string(reinterpret_cast<const char*>(&header), sizeof(header)) + tables + bytes;
}

}  // namespace ecc::test

#include "btfgen/elf/kernel.h"

#include <fmt/format.h>

#include "btfgen/elf/handle.h"
#include "btfgen/elf/object.h"
#include "support/error.h"
#include "support/files.h"

namespace ecc::elf {

bool IsLinked(ByteView file) {
  GElf_Ehdr header;
  ElfHandle elf = IsElf(file) ? OpenMemory(file) : nullptr;
  return elf != nullptr && gelf_getehdr(elf.get(), &header) != nullptr &&
         (header.e_type == ET_EXEC || header.e_type == ET_DYN);
}

std::optional<ByteView> FindBtf(std::string_view where, ByteView file) {
  if (!IsElf(file))
    return std::nullopt;
  ElfHandle elf = OpenMemory(file);
  size_t names = 0;
  bool has_names = elf != nullptr && elf_getshdrstrndx(elf.get(), &names) == 0;
  for (Elf_Scn* scn = elf_nextscn(elf.get(), nullptr); has_names && scn != nullptr;
       scn = elf_nextscn(elf.get(), scn)) {
    GElf_Shdr section;
    if (gelf_getshdr(scn, &section) == nullptr)
      continue;
    const char* name = elf_strptr(elf.get(), names, section.sh_name);
    if (name == nullptr || std::string_view(name) != ".BTF")
      continue;
    if (section.sh_type == SHT_NOBITS || section.sh_offset > file.size() ||
        section.sh_size > file.size() - section.sh_offset) {
      throw Error(
          InFile(where),
          fmt::format(".BTF claims [{:#x}, {:#x}), the file has {:#x} bytes", section.sh_offset,
                      section.sh_offset + section.sh_size, file.size()));
    }
    return file.subspan(section.sh_offset, section.sh_size);
  }
  throw Error(InFile(where), "there is no .BTF section",
              "a kernel is built with it by CONFIG_DEBUG_INFO_BTF=y");
}

std::string ReadKernelBtf(const std::string& path) {
  std::string bytes = ReadFile(path);
  std::optional<ByteView> section = FindBtf(path, AsBytes(bytes));
  if (!section)
    return bytes;
  return std::string(AsText(*section));
}

}  // namespace ecc::elf

// Dropping a section moves all that follow, so every number that points at a section or a
// symbol is translated: sh_link, sh_info, st_shndx and the symbols of relocations.
#include "btfgen/elf/strip.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <deque>
#include <memory>
#include <vector>

#include "btfgen/elf/handle.h"
#include "btfgen/support/error.h"

namespace ecc::elf {
namespace {

constexpr GElf_Word kSectionTypeAddrsig = 0x6fff4c03;  // SHT_LLVM_ADDRSIG

class MemoryFile {
 public:
  MemoryFile() : fd_(memfd_create("object", MFD_CLOEXEC)) {}
  ~MemoryFile() { close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  int fd() const { return fd_; }
  std::string Read() const {
    std::string bytes(static_cast<size_t>(lseek(fd_, 0, SEEK_END)), '\0');
    size_t done = 0;
    while (done < bytes.size()) {
      ssize_t got =
          pread(fd_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
      if (got <= 0)
        throw Error("cannot read back the stripped object");
      done += static_cast<size_t>(got);
    }
    return bytes;
  }

 private:
  int fd_;
};

class Stripper {
 public:
  Stripper(std::string_view where, ByteView file) : where_(where) {
    in_ = OpenMemory(file);
    out_.reset(elf_begin(output_.fd(), ELF_C_WRITE, nullptr));
    if (in_ == nullptr || out_ == nullptr)
      Fail();
  }

  std::string Strip() {
    CopyHeader();
    NumberSections();
    for (Elf_Scn* scn = elf_nextscn(in_.get(), nullptr); scn != nullptr;
         scn = elf_nextscn(in_.get(), scn)) {
      if (new_section_[elf_ndxscn(scn)] != 0)
        CopySection(scn);
    }
    if (elf_update(out_.get(), ELF_C_WRITE) < 0)
      Fail();
    return output_.Read();
  }

 private:
  void CopyHeader() {
    if (gelf_getehdr(in_.get(), &header_) == nullptr ||
        gelf_newehdr(out_.get(), gelf_getclass(in_.get())) == 0 ||
        elf_getshdrstrndx(in_.get(), &names_) != 0) {
      Fail();
    }
  }

  void NumberSections() {
    size_t count = 0;
    if (elf_getshdrnum(in_.get(), &count) != 0)
      Fail();
    new_section_.assign(count, 0);
    uint32_t next = 1;
    for (Elf_Scn* scn = elf_nextscn(in_.get(), nullptr); scn != nullptr;
         scn = elf_nextscn(in_.get(), scn)) {
      GElf_Shdr shdr = Shdr(scn);
      if (shdr.sh_type == SHT_SYMTAB)
        NumberSymbols(scn);
      if (!IsDropped(shdr))
        new_section_[elf_ndxscn(scn)] = next++;
    }
    GElf_Ehdr header = header_;
    header.e_shstrndx = static_cast<GElf_Half>(new_section_.at(names_));
    header.e_shnum = 0;
    header.e_shoff = 0;
    if (gelf_update_ehdr(out_.get(), &header) == 0)
      Fail();
  }

  bool IsDropped(const GElf_Shdr& shdr) {
    const char* name = elf_strptr(in_.get(), names_, shdr.sh_name);
    if (name == nullptr)
      Fail();
    std::string_view text(name);
    return shdr.sh_type == kSectionTypeAddrsig || text.starts_with(".debug_") ||
           text.starts_with(".rel.debug_") || text.starts_with(".rela.debug_");
  }

  bool IsDroppedSymbol(const GElf_Sym& symbol) {
    if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx >= SHN_LORESERVE)
      return false;
    Elf_Scn* scn = elf_getscn(in_.get(), symbol.st_shndx);
    return scn == nullptr || IsDropped(Shdr(scn));
  }

  void NumberSymbols(Elf_Scn* scn) {
    Elf_Data* data = Data(scn);
    GElf_Sym symbol;
    for (int i = 0; gelf_getsym(data, i, &symbol) != nullptr; ++i) {
      bool dropped = IsDroppedSymbol(symbol);
      new_symbol_.push_back(dropped ? 0 : kept_symbols_++);
      if (!dropped && GELF_ST_BIND(symbol.st_info) == STB_LOCAL)
        kept_locals_ = kept_symbols_;
    }
  }

  void CopySection(Elf_Scn* scn) {
    GElf_Shdr shdr = Shdr(scn);
    Elf_Data* data = Data(scn);
    Elf_Scn* copy = elf_newscn(out_.get());
    Elf_Data* copied = copy == nullptr ? nullptr : elf_newdata(copy);
    if (copied == nullptr)
      Fail();
    *copied = *data;
    if (shdr.sh_type == SHT_SYMTAB) {
      CopySymbols(*data, *copied);
      shdr.sh_info = kept_locals_;
    } else if (shdr.sh_type == SHT_REL) {
      CopyRelocations(*data, *copied);
      shdr.sh_info = NewSection(shdr.sh_info);
    }
    shdr.sh_link = NewSection(shdr.sh_link);
    if (gelf_update_shdr(copy, &shdr) == 0)
      Fail();
  }

  // libelf finds its own record behind an Elf_Data, so that none may be copied.
  void CopySymbols(Elf_Data& from, Elf_Data& to) {
    std::string& bytes = buffers_.emplace_back(from.d_size, '\0');
    to.d_buf = bytes.data();
    GElf_Sym symbol;
    for (size_t i = 0; i < new_symbol_.size(); ++i) {
      if (gelf_getsym(&from, static_cast<int>(i), &symbol) == nullptr)
        Fail();
      if (IsDroppedSymbol(symbol))
        continue;
      if (symbol.st_shndx < SHN_LORESERVE) {
        symbol.st_shndx = static_cast<GElf_Section>(NewSection(symbol.st_shndx));
      }
      if (gelf_update_sym(&to, static_cast<int>(new_symbol_[i]), &symbol) == 0)
        Fail();
    }
    to.d_size = from.d_size / new_symbol_.size() * kept_symbols_;
  }

  void CopyRelocations(const Elf_Data& from, Elf_Data& to) {
    std::string& bytes =
        buffers_.emplace_back(static_cast<const char*>(from.d_buf), from.d_size);
    to.d_buf = bytes.data();
    GElf_Rel relocation;
    for (int i = 0; gelf_getrel(&to, i, &relocation) != nullptr; ++i) {
      size_t symbol = GELF_R_SYM(relocation.r_info);
      if (symbol >= new_symbol_.size())
        Fail();
      relocation.r_info = GELF_R_INFO(static_cast<uint64_t>(new_symbol_[symbol]),
                                      GELF_R_TYPE(relocation.r_info));
      if (gelf_update_rel(&to, i, &relocation) == 0)
        Fail();
    }
  }

  GElf_Shdr Shdr(Elf_Scn* scn) {
    GElf_Shdr shdr;
    if (gelf_getshdr(scn, &shdr) == nullptr)
      Fail();
    return shdr;
  }
  Elf_Data* Data(Elf_Scn* scn) {
    Elf_Data* data = elf_getdata(scn, nullptr);
    if (data == nullptr)
      Fail();
    return data;
  }
  uint32_t NewSection(uint32_t old) {
    if (old >= new_section_.size())
      Fail();
    return new_section_[old];
  }

  [[noreturn]] void Fail() {
    const char* message = elf_errmsg(-1);
    throw Error(fmt::format("{}: cannot strip the object: {}", where_,
                            message != nullptr ? message : "malformed"));
  }

  std::string_view where_;
  MemoryFile output_;
  ElfHandle in_;
  ElfHandle out_;
  GElf_Ehdr header_ = {};
  size_t names_ = 0;
  std::vector<uint32_t> new_section_;  // 0 for a dropped one
  std::vector<uint32_t> new_symbol_;
  uint32_t kept_symbols_ = 0;
  uint32_t kept_locals_ = 0;  // one more than the last local symbol
  // Rewritten section contents; libelf keeps their addresses until elf_update.
  std::deque<std::string> buffers_;
};

}  // namespace

std::string StripDebug(std::string_view where, ByteView file) {
  return Stripper(where, file).Strip();
}

}  // namespace ecc::elf

// Dropping a section moves all that follow, so every number that points at a section or a
// symbol is translated: sh_link, sh_info, st_shndx and the symbols of relocations.
#include "btfgen/elf/rewrite.h"

#include <fmt/format.h>
#include <unistd.h>

#include <deque>
#include <memory>
#include <vector>

#include "btfgen/elf/handle.h"
#include "support/descriptors.h"
#include "support/error.h"
#include "support/string_table.h"

namespace ecc::elf {
namespace {

// Far above what any section of a BPF object wants.
constexpr uint64_t kMaxAlignment = 4096;

class Rewriter {
 public:
  Rewriter(std::string_view where, ByteView file, const RewritePlan& plan)
      : where_(where), plan_(plan) {
    in_ = OpenMemory(file);
    out_.reset(elf_begin(output_.fd(), ELF_C_WRITE, nullptr));
    if (in_ == nullptr || out_ == nullptr)
      Fail();
  }

  std::string Write() {
    ReadHeader();
    NumberSections();
    WriteHeader();
    if (symbols_ != nullptr)
      NumberSymbols();
    if (plan_.packs_names)
      PackNames();
    for (Elf_Scn* scn : kept_sections_) CopySection(scn);
    if (elf_update(out_.get(), ELF_C_WRITE) < 0)
      Fail();
    return output_.Read();
  }

 private:
  void ReadHeader() {
    if (gelf_getehdr(in_.get(), &header_) == nullptr ||
        gelf_newehdr(out_.get(), gelf_getclass(in_.get())) == 0 ||
        elf_getshdrstrndx(in_.get(), &names_) != 0) {
      Fail();
    }
  }

  void WriteHeader() {
    GElf_Ehdr header = header_;
    header.e_shstrndx = NewTable(names_);
    header.e_shnum = 0;
    header.e_shoff = 0;
    if (gelf_update_ehdr(out_.get(), &header) == 0)
      Fail();
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
      if (shdr.sh_type == SHT_SYMTAB) {
        if (symbols_ != nullptr)
          Fail("there are two symbol tables");
        symbols_ = scn;
      }
      if (IsDropped(shdr))
        continue;
      new_section_[elf_ndxscn(scn)] = next++;
      kept_sections_.push_back(scn);
    }
  }

  bool IsDropped(const GElf_Shdr& shdr) {
    auto asked = [&](const GElf_Shdr& section) {
      return plan_.drops_section(
          {Name(names_, section.sh_name), section.sh_type, section.sh_size});
    };
    if (asked(shdr))
      return true;
    if (shdr.sh_type != SHT_REL || shdr.sh_info == 0)
      return false;
    Elf_Scn* target = elf_getscn(in_.get(), shdr.sh_info);
    if (target == nullptr)
      Fail();
    return asked(Shdr(target));
  }

  void NumberSymbols() {
    Elf_Data* data = Data(symbols_);
    FindRelocated();
    GElf_Sym symbol;
    for (int i = 0; gelf_getsym(data, i, &symbol) != nullptr; ++i) {
      bool dropped = IsDroppedSymbol(symbol, static_cast<size_t>(i));
      is_dropped_.push_back(dropped);
      new_symbol_.push_back(dropped ? 0 : kept_symbols_++);
      if (!dropped && GELF_ST_BIND(symbol.st_info) == STB_LOCAL)
        kept_locals_ = kept_symbols_;
    }
  }

  bool IsDroppedSymbol(const GElf_Sym& symbol, size_t index) {
    if (index == 0)
      return false;
    SymbolFacts facts;
    if (symbol.st_shndx != SHN_UNDEF && symbol.st_shndx < SHN_LORESERVE) {
      Elf_Scn* scn = elf_getscn(in_.get(), symbol.st_shndx);
      if (scn == nullptr || NewSection(symbol.st_shndx) == 0)
        return true;
      facts.section = Name(names_, Shdr(scn).sh_name);
    }
    if (plan_.drops_symbol == nullptr)
      return false;
    facts.is_local = GELF_ST_BIND(symbol.st_info) == STB_LOCAL;
    facts.is_function = GELF_ST_TYPE(symbol.st_info) == STT_FUNC;
    facts.is_object = GELF_ST_TYPE(symbol.st_info) == STT_OBJECT;
    facts.is_relocated = index < is_relocated_.size() && is_relocated_[index];
    return plan_.drops_symbol(facts);
  }

  void FindRelocated() {
    for (Elf_Scn* scn : kept_sections_) {
      GElf_Shdr shdr = Shdr(scn);
      if (shdr.sh_type == SHT_RELA)
        Fail("there are relocations with addends, which BPF does not have");
      if (shdr.sh_type != SHT_REL)
        continue;
      GElf_Rel relocation;
      for (int i = 0; gelf_getrel(Data(scn), i, &relocation) != nullptr; ++i) {
        size_t symbol = GELF_R_SYM(relocation.r_info);
        if (symbols_ == nullptr || symbol >= Data(symbols_)->d_size)
          Fail();
        if (symbol >= is_relocated_.size())
          is_relocated_.resize(symbol + 1);
        is_relocated_[symbol] = true;
      }
    }
  }

  // The names of sections and of symbols may lie in one table or in two.
  void PackNames() {
    for (Elf_Scn* scn : kept_sections_) PlaceName(names_, Shdr(scn).sh_name);
    if (symbols_ != nullptr) {
      symbol_names_ = Shdr(symbols_).sh_link;
      NewTable(symbol_names_);
      GElf_Sym symbol;
      for (size_t i = 0; i < new_symbol_.size(); ++i) {
        if (gelf_getsym(Data(symbols_), static_cast<int>(i), &symbol) == nullptr)
          Fail();
        if (!is_dropped_[i])
          PlaceName(symbol_names_, symbol.st_name);
      }
    }
    for (auto& [section, table] : packed_) table.Build();
  }

  uint32_t PlaceName(size_t table, size_t offset) {
    return packed_[table].Place(Name(table, offset));
  }

  void CopySection(Elf_Scn* scn) {
    GElf_Shdr shdr = Shdr(scn);
    Elf_Data* data = Data(scn);
    Elf_Scn* copy = elf_newscn(out_.get());
    Elf_Data* copied = copy == nullptr ? nullptr : elf_newdata(copy);
    if (copied == nullptr)
      Fail();
    *copied = *data;
    auto content = plan_.contents.find(Name(names_, shdr.sh_name));
    auto packed = packed_.find(elf_ndxscn(scn));
    bool is_translated =
        packed != packed_.end() || shdr.sh_type == SHT_SYMTAB || shdr.sh_type == SHT_REL;
    if (is_translated && content != plan_.contents.end())
      Fail(fmt::format("'{}' holds symbols or names", content->first));
    if (packed != packed_.end()) {
      Replace(packed->second.bytes(), *copied);
    } else if (shdr.sh_type == SHT_SYMTAB) {
      CopySymbols(*data, *copied);
      shdr.sh_info = kept_locals_;
    } else if (shdr.sh_type == SHT_REL) {
      CopyRelocations(*data, *copied);
      shdr.sh_info = NewSection(shdr.sh_info);
    } else if (content != plan_.contents.end()) {
      Replace(content->second, *copied);
    }
    shdr.sh_link = NewSection(shdr.sh_link);
    if (plan_.packs_names)
      shdr.sh_name = PlaceName(names_, shdr.sh_name);
    // libelf fills the gap before a section, however large, with bytes.
    if (shdr.sh_addralign > kMaxAlignment)
      Fail(fmt::format("a section wants to be aligned to {} bytes", shdr.sh_addralign));
    if (gelf_update_shdr(copy, &shdr) == 0)
      Fail();
  }

  void Replace(const std::string& bytes, Elf_Data& to) {
    to.d_buf = buffers_.emplace_back(bytes).data();
    to.d_size = bytes.size();
  }

  // libelf finds its own record behind an Elf_Data, so that none may be copied.
  void CopySymbols(Elf_Data& from, Elf_Data& to) {
    std::string& bytes = buffers_.emplace_back(from.d_size, '\0');
    to.d_buf = bytes.data();
    GElf_Sym symbol;
    for (size_t i = 0; i < new_symbol_.size(); ++i) {
      if (gelf_getsym(&from, static_cast<int>(i), &symbol) == nullptr)
        Fail();
      if (is_dropped_[i])
        continue;
      if (symbol.st_shndx < SHN_LORESERVE)
        symbol.st_shndx = static_cast<GElf_Section>(NewSection(symbol.st_shndx));
      if (plan_.packs_names)
        symbol.st_name = PlaceName(symbol_names_, symbol.st_name);
      if (gelf_update_sym(&to, static_cast<int>(new_symbol_[i]), &symbol) == 0)
        Fail();
    }
    if (!new_symbol_.empty())
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

  std::string_view Name(size_t table, size_t offset) {
    const char* name = elf_strptr(in_.get(), table, offset);
    if (name == nullptr)
      Fail();
    return name;
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
  GElf_Half NewTable(size_t old) {
    uint32_t table = NewSection(static_cast<uint32_t>(old));
    if (table == 0)
      Fail("the table of names goes");
    return static_cast<GElf_Half>(table);
  }
  uint32_t NewSection(uint32_t old) {
    if (old >= new_section_.size())
      Fail();
    return new_section_[old];
  }

  [[noreturn]] void Fail() {
    const char* message = elf_errmsg(-1);
    Fail(message != nullptr ? message : "malformed");
  }
  [[noreturn]] void Fail(std::string_view message) {
    throw Error(InFile(where_), fmt::format("cannot rewrite the object: {}", message));
  }

  std::string_view where_;
  const RewritePlan& plan_;
  MemoryFile output_{"object"};
  ElfHandle in_;
  ElfHandle out_;
  GElf_Ehdr header_ = {};
  size_t names_ = 0;         // the section that holds the names of sections
  size_t symbol_names_ = 0;  // and that of symbols
  Elf_Scn* symbols_ = nullptr;
  std::vector<Elf_Scn*> kept_sections_;
  std::vector<uint32_t> new_section_;  // 0 for a dropped one
  std::vector<bool> is_relocated_;
  std::vector<bool> is_dropped_;
  std::vector<uint32_t> new_symbol_;
  uint32_t kept_symbols_ = 0;
  uint32_t kept_locals_ = 0;              // one more than the last local symbol
  std::map<size_t, StringTable> packed_;  // by section
  // Rewritten section contents; libelf keeps their addresses until elf_update.
  std::deque<std::string> buffers_;
};

}  // namespace

std::string Rewrite(std::string_view where, ByteView file, const RewritePlan& plan) {
  return Rewriter(where, file, plan).Write();
}

}  // namespace ecc::elf

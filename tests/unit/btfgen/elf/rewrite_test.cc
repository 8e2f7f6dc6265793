#include "btfgen/elf/rewrite.h"

#include <fmt/format.h>

#include <set>

#include "btfgen/elf/object.h"
#include "tests/support/elf_writer.h"
#include "tests/support/helpers.h"

namespace ecc::elf {
namespace {

using test::ElfRelocation;
using test::ElfSymbol;
using test::ElfWriter;
using test::WithHeader;

using Names = std::vector<std::string>;

// A file of this machine's byte order, taken apart without libelf.
class Parsed {
 public:
  explicit Parsed(std::string bytes) : bytes_(std::move(bytes)) {
    header = At<Elf64_Ehdr>(0);
    for (size_t i = 0; i < header.e_shnum; ++i)
      sections.push_back(At<Elf64_Shdr>(header.e_shoff + i * sizeof(Elf64_Shdr)));
  }

  std::string Bytes(uint32_t index) const {
    return bytes_.substr(sections.at(index).sh_offset, sections.at(index).sh_size);
  }
  std::string Name(uint32_t index) const {
    return Bytes(header.e_shstrndx).c_str() + sections.at(index).sh_name;
  }
  Names SectionNames() const {
    Names names;
    for (uint32_t i = 1; i < sections.size(); ++i) names.push_back(Name(i));
    return names;
  }
  uint32_t Find(const std::string& name) const {
    for (uint32_t i = 1; i < sections.size(); ++i) {
      if (Name(i) == name)
        return i;
    }
    return 0;
  }
  // "f@.text" for each symbol in a section, "f@65521" for others.
  Names Symbols() const {
    Names names;
    const Elf64_Shdr& table = sections.at(Find(".symtab"));
    for (size_t i = 1; i < table.sh_size / sizeof(Elf64_Sym); ++i) {
      auto symbol = At<Elf64_Sym>(table.sh_offset + i * sizeof(Elf64_Sym));
      bool is_inside = symbol.st_shndx < sections.size();
      names.push_back(
          fmt::format("{}@{}", Bytes(table.sh_link).c_str() + symbol.st_name,
                      is_inside ? Name(symbol.st_shndx) : std::to_string(symbol.st_shndx)));
    }
    return names;
  }
  // "8:f" for each relocation; "8:" for one of no symbol.
  Names Relocations(const std::string& section) const {
    Names all = Symbols();
    Names names;
    const Elf64_Shdr& table = sections.at(Find(section));
    for (size_t i = 0; i < table.sh_size / sizeof(Elf64_Rel); ++i) {
      auto relocation = At<Elf64_Rel>(table.sh_offset + i * sizeof(Elf64_Rel));
      EXPECT_EQ(1u, ELF64_R_TYPE(relocation.r_info));
      uint64_t symbol = ELF64_R_SYM(relocation.r_info);
      std::string name = symbol == 0 ? "" : all.at(symbol - 1);
      names.push_back(fmt::format("{}:{}", relocation.r_offset, name));
    }
    return names;
  }

  Elf64_Ehdr header;
  std::vector<Elf64_Shdr> sections;

 private:
  template <typename Struct>
  Struct At(size_t offset) const {
    Struct out = {};
    if (offset + sizeof(out) <= bytes_.size())
      std::memcpy(&out, bytes_.data() + offset, sizeof(out));
    return out;
  }

  std::string bytes_;
};

RewritePlan Dropping(std::set<std::string, std::less<>> names) {
  RewritePlan plan;
  plan.drops_section = [names](const SectionFacts& section) {
    return names.contains(section.name);
  };
  return plan;
}

std::string Rewritten(const std::string& bytes, const RewritePlan& plan) {
  return Rewrite("x.o", AsBytes(bytes), plan);
}

std::string RewriteRefusal(const std::string& bytes, const RewritePlan& plan = Dropping({})) {
  return test::ErrorFrom([&] { Rewritten(bytes, plan); });
}

// .text, .debug and .data with symbols and relocations.
struct Sample {
  explicit Sample(std::vector<ElfSymbol> symbols = {{"f", STT_FUNC, 1, 0, STB_LOCAL},
                                                    {"d", STT_OBJECT, 2, 0, STB_LOCAL},
                                                    {"file", STT_FILE, SHN_ABS, 0, STB_LOCAL},
                                                    {"x", STT_NOTYPE, SHN_UNDEF},
                                                    {"v", STT_OBJECT, 3}},
                  std::endian order = std::endian::native)
      : writer(order) {
    writer.Add({".text", "instructions", SHT_PROGBITS, SHF_EXECINSTR});
    writer.Add({".debug", "dwarf"});
    writer.Add({".data", "values", SHT_PROGBITS, SHF_WRITE});
    table = writer.AddSymbols(symbols);
    writer.AddRelocations(".rel.text", 1, table, {{8, 5}, {16, 1}, {24, 0}});
    writer.AddRelocations(".rel.debug", 2, table, {{0, 2}, {4, 4}});
  }

  ElfWriter writer;
  uint32_t table = 0;
};

TEST(Rewrite, CopiesWhatNobodyDrops) {
  std::string bytes = Sample().writer.Bytes();
  Parsed before(bytes);
  Parsed after(Rewritten(bytes, Dropping({})));
  EXPECT_EQ((Names{".text", ".debug", ".data", ".strtab", ".symtab", ".rel.text", ".rel.debug",
                   ".shstrtab"}),
            after.SectionNames());
  EXPECT_EQ(ET_REL, after.header.e_type);
  EXPECT_EQ(247, after.header.e_machine);
  ASSERT_EQ(before.sections.size(), after.sections.size());
  for (uint32_t i = 1; i < before.sections.size(); ++i) {
    EXPECT_EQ(before.Bytes(i), after.Bytes(i)) << i;
    EXPECT_EQ(before.sections[i].sh_type, after.sections[i].sh_type) << i;
    EXPECT_EQ(before.sections[i].sh_flags, after.sections[i].sh_flags) << i;
    EXPECT_EQ(before.sections[i].sh_link, after.sections[i].sh_link) << i;
    EXPECT_EQ(before.sections[i].sh_info, after.sections[i].sh_info) << i;
  }
}

TEST(Rewrite, TranslatesEveryNumberWhenASectionGoes) {
  Parsed after(Rewritten(Sample().writer.Bytes(), Dropping({".debug"})));
  // The relocations of a section go with it, and so do its symbols.
  EXPECT_EQ((Names{".text", ".data", ".strtab", ".symtab", ".rel.text", ".shstrtab"}),
            after.SectionNames());
  EXPECT_EQ((Names{"f@.text", "file@65521", "x@", "v@.data"}), after.Symbols());
  EXPECT_EQ((Names{"8:v@.data", "16:f@.text", "24:"}), after.Relocations(".rel.text"));
  const Elf64_Shdr& symbols = after.sections[4];
  EXPECT_EQ(3u, symbols.sh_link);
  EXPECT_EQ(3u, symbols.sh_info);  // one more than the last local symbol, "file"
  EXPECT_EQ(4u, after.sections[5].sh_link);
  EXPECT_EQ(1u, after.sections[5].sh_info);
  EXPECT_EQ("values", after.Bytes(2));
  EXPECT_EQ(6u, after.header.e_shstrndx);
}

TEST(Rewrite, WorksInBothByteOrders) {
  for (std::endian order : {std::endian::little, std::endian::big}) {
    Sample sample(
        {{"d", STT_OBJECT, 2}, {"f", STT_FUNC, 1}, {"v", STT_OBJECT, 3}, {"w"}, {"x"}}, order);
    std::string bytes = Rewritten(sample.writer.Bytes(), Dropping({".debug"}));
    Object object = Read("x.o", AsBytes(bytes));
    ASSERT_EQ(2u, object.symbols.size());
    EXPECT_EQ("f", object.symbols[0].name);
    EXPECT_EQ(".text", object.sections[object.symbols[0].section].name);
    EXPECT_EQ("v", object.symbols[1].name);
    EXPECT_EQ(".data", object.sections[object.symbols[1].section].name);
    // The symbols 5, 1 and 0: the second is gone, and with it one before the first.
    EXPECT_EQ(order == std::endian::little ? std::string("\x08\0\0\0\0\0\0\0\1\0\0\0\4\0\0\0"
                                                         "\x10\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0"
                                                         "\x18\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0",
                                                         48)
                                           : std::string("\0\0\0\0\0\0\0\x08\0\0\0\4\0\0\0\1"
                                                         "\0\0\0\0\0\0\0\x10\0\0\0\0\0\0\0\1"
                                                         "\0\0\0\0\0\0\0\x18\0\0\0\0\0\0\0\1",
                                                         48),
              AsText(object.FindSection(".rel.text")->bytes));
  }
}

TEST(Rewrite, AsksForTheFactsOfSections) {
  ElfWriter writer;
  writer.Add({".bss", "", SHT_NOBITS, 0, 0, 0, 0, 1, 4096});
  std::vector<std::string> asked;
  RewritePlan plan;
  plan.drops_section = [&](const SectionFacts& section) {
    asked.push_back(fmt::format("{} {} {}", section.name, section.type, section.size));
    return false;
  };
  Rewritten(writer.Bytes(), plan);
  EXPECT_EQ((Names{".bss 8 4096", ".shstrtab 3 16"}), asked);
}

TEST(Rewrite, AsksForTheFactsOfSymbolsWhoseSectionStays) {
  std::vector<std::string> asked;
  RewritePlan plan = Dropping({".debug"});
  plan.drops_symbol = [&](const SymbolFacts& symbol) {
    asked.push_back(fmt::format("'{}'{}{}{}{}", symbol.section, symbol.is_local ? " local" : "",
                                symbol.is_function ? " function" : "",
                                symbol.is_object ? " object" : "",
                                symbol.is_relocated ? " relocated" : ""));
    return false;
  };
  Rewritten(Sample().writer.Bytes(), plan);
  // "x" is named by a relocation that goes.
  EXPECT_EQ(
      (Names{"'.text' local function relocated", "'' local", "''", "'.data' object relocated"}),
      asked);
}

TEST(Rewrite, DropsSymbolsThatNobodyWants) {
  RewritePlan plan = Dropping({".debug"});
  plan.drops_symbol = [](const SymbolFacts& symbol) { return !symbol.is_relocated; };
  Parsed after(Rewritten(Sample().writer.Bytes(), plan));
  EXPECT_EQ((Names{"f@.text", "v@.data"}), after.Symbols());
  EXPECT_EQ((Names{"8:v@.data", "16:f@.text", "24:"}), after.Relocations(".rel.text"));
  EXPECT_EQ(2u, after.sections[4].sh_info);
}

TEST(Rewrite, RelocationsGoWithTheFirstSectionToo) {
  Parsed after(Rewritten(Sample().writer.Bytes(), Dropping({".text"})));
  EXPECT_EQ((Names{".debug", ".data", ".strtab", ".symtab", ".rel.debug", ".shstrtab"}),
            after.SectionNames());
}

TEST(Rewrite, RelocationsOfNoSectionStay) {
  ElfWriter writer;
  writer.Add({".text", "x"});
  uint32_t table = writer.AddSymbols({{"f", STT_FUNC, 1}});
  writer.AddRelocations(".rel", 0, table, {{8, 1}});
  Parsed after(Rewritten(writer.Bytes(), Dropping({".text"})));
  EXPECT_EQ((Names{".strtab", ".symtab", ".rel", ".shstrtab"}), after.SectionNames());
  // Their symbol went with its section.
  EXPECT_EQ(Names{"8:"}, after.Relocations(".rel"));
}

TEST(Rewrite, ReplacesContents) {
  RewritePlan plan = Dropping({});
  plan.contents[".text"] = "longer than before";
  plan.contents[".data"] = "";
  plan.contents[".absent"] = "nothing";
  Parsed after(Rewritten(Sample().writer.Bytes(), plan));
  EXPECT_EQ("longer than before", after.Bytes(1));
  EXPECT_EQ("dwarf", after.Bytes(2));
  EXPECT_EQ(0u, after.sections[3].sh_size);
}

TEST(Rewrite, StoresNamesAnew) {
  RewritePlan plan = Dropping({".debug"});
  plan.packs_names = true;
  Parsed after(Rewritten(Sample().writer.Bytes(), plan));
  EXPECT_EQ((Names{".text", ".data", ".strtab", ".symtab", ".rel.text", ".shstrtab"}),
            after.SectionNames());
  EXPECT_EQ((Names{"f@.text", "file@65521", "x@", "v@.data"}), after.Symbols());
  // ".text" lies inside of ".rel.text"; the names of what has gone are not there.
  EXPECT_EQ(1 + sizeof(".data") + sizeof(".strtab") + sizeof(".symtab") + sizeof(".rel.text") +
                sizeof(".shstrtab"),
            after.sections[6].sh_size);
  EXPECT_EQ(1 + sizeof("f") + sizeof("file") + sizeof("x") + sizeof("v"),
            after.sections[3].sh_size);
}

TEST(Rewrite, StoresNamesOfSectionsAndSymbolsInOneTable) {
  Sample sample;
  // The names of the symbols, at 1, 5, 10 and 12 of .strtab, are now what .shstrtab has there:
  // "\0.text\0.debug\0…".
  std::string bytes = WithHeader(sample.writer.Bytes(), sample.table, &Elf64_Shdr::sh_link, 8u);
  RewritePlan plan = Dropping({".debug", ".strtab"});
  plan.packs_names = true;
  Parsed after(Rewritten(bytes, plan));
  EXPECT_EQ((Names{".text", ".data", ".symtab", ".rel.text", ".shstrtab"}),
            after.SectionNames());
  EXPECT_EQ((Names{".text@.text", "t@65521", "bug@", "g@.data"}), after.Symbols());
  EXPECT_EQ(1 + sizeof(".data") + sizeof(".symtab") + sizeof(".rel.text") +
                sizeof(".shstrtab") + sizeof("bug"),
            after.sections[5].sh_size);
}

TEST(Rewrite, RefusesContentsOfWhatItWritesItself) {
  std::string bytes = Sample().writer.Bytes();
  auto refusal = [&](const char* section, bool packs_names) {
    RewritePlan plan = Dropping({});
    plan.contents[section] = "x";
    plan.packs_names = packs_names;
    return RewriteRefusal(bytes, plan);
  };
  EXPECT_EQ("x.o: cannot rewrite the object: '.symtab' holds symbols or names",
            refusal(".symtab", false));
  EXPECT_EQ("x.o: cannot rewrite the object: '.rel.text' holds symbols or names",
            refusal(".rel.text", false));
  EXPECT_EQ("x.o: cannot rewrite the object: '.strtab' holds symbols or names",
            refusal(".strtab", true));
  EXPECT_EQ("x.o: cannot rewrite the object: '.shstrtab' holds symbols or names",
            refusal(".shstrtab", true));
}

TEST(Rewrite, RefusesToDropTheTablesOfNames) {
  std::string bytes = Sample().writer.Bytes();
  EXPECT_EQ("x.o: cannot rewrite the object: the table of names goes",
            RewriteRefusal(bytes, Dropping({".shstrtab"})));
  RewritePlan plan = Dropping({".strtab"});
  plan.packs_names = true;
  EXPECT_EQ("x.o: cannot rewrite the object: the table of names goes",
            RewriteRefusal(bytes, plan));
}

TEST(Rewrite, RefusesWhatNoBpfObjectHas) {
  ElfWriter two;
  two.AddSymbols({});
  two.AddSymbols({});
  EXPECT_EQ("x.o: cannot rewrite the object: there are two symbol tables",
            RewriteRefusal(two.Bytes()));
  ElfWriter addends;
  addends.AddSymbols({});
  addends.Add({".rela", "", SHT_RELA, 0, 2, 0, sizeof(Elf64_Rela), 8});
  EXPECT_EQ(
      "x.o: cannot rewrite the object: there are relocations with addends, which BPF does not "
      "have",
      RewriteRefusal(addends.Bytes()));
}

TEST(Rewrite, RefusesAnAlignmentThatFillsTheFile) {
  auto aligned = [](uint64_t alignment) {
    ElfWriter writer;
    writer.Add({".text", "x", SHT_PROGBITS, 0, 0, 0, 0, alignment});
    return writer.Bytes();
  };
  EXPECT_EQ(0u, Parsed(Rewritten(aligned(4096), Dropping({}))).sections[1].sh_offset % 4096);
  EXPECT_EQ("x.o: cannot rewrite the object: a section wants to be aligned to 8192 bytes",
            RewriteRefusal(aligned(8192)));
}

TEST(Rewrite, RefusesNumbersOfWhatIsNotThere) {
  constexpr std::string_view kPrefix = "x.o: cannot rewrite the object: ";
  Sample sample;
  std::string bytes = sample.writer.Bytes();
  // .rel.text names the symbols 0 to 5, and there are as many.
  sample.writer.AddRelocations(".rel.data", 3, sample.table, {{0, 6}});
  EXPECT_TRUE(RewriteRefusal(sample.writer.Bytes()).starts_with(kPrefix));
  EXPECT_TRUE(
      RewriteRefusal(WithHeader(bytes, 6, &Elf64_Shdr::sh_info, 99u)).starts_with(kPrefix));
  // The file has nine sections with the section 0.
  EXPECT_TRUE(
      RewriteRefusal(WithHeader(bytes, 1, &Elf64_Shdr::sh_link, 9u)).starts_with(kPrefix));
  EXPECT_EQ(8u, Parsed(Rewritten(WithHeader(bytes, 1, &Elf64_Shdr::sh_link, 8u), Dropping({})))
                    .sections[1]
                    .sh_link);
  EXPECT_TRUE(
      RewriteRefusal(WithHeader(bytes, 1, &Elf64_Shdr::sh_name, 4096u)).starts_with(kPrefix));
  ElfWriter no_symbols;
  no_symbols.Add({".text", "x"});
  no_symbols.AddRelocations(".rel.text", 1, 0, {{0, 0}});
  EXPECT_TRUE(RewriteRefusal(no_symbols.Bytes()).starts_with(kPrefix));
}

TEST(Rewrite, RefusesWhatIsNoElfFile) {
  for (const char* bytes : {"", "text", "\177ELF"})
    EXPECT_TRUE(RewriteRefusal(bytes).starts_with("x.o: cannot rewrite the object: ")) << bytes;
}

}  // namespace
}  // namespace ecc::elf

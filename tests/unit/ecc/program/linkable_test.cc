#include "ecc/program/linkable.h"

#include "tests/support/elf_writer.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

using test::ElfRelocation;
using test::ElfSymbol;
using test::ElfWriter;

constexpr uint64_t kCode = SHF_ALLOC | SHF_EXECINSTR;
constexpr const char* kHelp =
    "\nhelp: no compiler writes that: compile it once more from its source";

// An object with a function of two instructions, a call and an end, and these besides.
std::string ObjectWith(std::vector<ElfSymbol> symbols,
                       std::vector<ElfRelocation> relocations = {},
                       std::vector<test::ElfSection> sections = {}) {
  ElfWriter elf;
  std::string code("\x85\x10\0\0\xff\xff\xff\xff\x95\0\0\0\0\0\0\0", 16);
  uint32_t text = elf.Add({"tp/x", code, SHT_PROGBITS, kCode});
  symbols.insert(symbols.begin(), {"p", STT_FUNC, 1, 0, STB_GLOBAL, 16});
  symbols.insert(symbols.begin(), {"f", STT_NOTYPE, 0});
  uint32_t table = elf.AddSymbols(symbols);
  elf.AddRelocations(".reltp/x", text, table, relocations);
  for (const test::ElfSection& section : sections) elf.Add(section);
  return elf.Bytes();
}

std::string RefusalOf(const std::string& object) {
  return test::MessageOf([&] { CheckLinkable("a.o", AsBytes(object)); });
}

TEST(CheckLinkable, TakesWhatCompilersWrite) {
  EXPECT_EQ("",
            RefusalOf(ObjectWith({{"a.c", STT_FILE, SHN_ABS, 0, STB_LOCAL}}, {{0, 1, 10}})));
}

// The linker adds the place to where the section is, and changes what lies there.
TEST(CheckLinkable, RelocationsLieInTheirSection) {
  EXPECT_EQ(std::string("a.o: 'tp/x'+0x10: a relocation that leads nowhere") + kHelp,
            RefusalOf(ObjectWith({}, {{0, 1, 10}, {16, 1, 10}})));
}

// It takes the section of one that another object wants, or of a section's name.
TEST(CheckLinkable, SymbolsOfOthersLieInASection) {
  EXPECT_EQ(std::string("a.o: symbol 3 'x' lies in no section") + kHelp,
            RefusalOf(ObjectWith({{"x", STT_OBJECT, SHN_COMMON, 0, STB_GLOBAL, 8}})));
  EXPECT_EQ(std::string("a.o: symbol 3 's' lies in no section") + kHelp,
            RefusalOf(ObjectWith({{"s", STT_SECTION, SHN_ABS, 0, STB_LOCAL}})));
}

TEST(CheckLinkable, SectionsAreNoOthers) {
  EXPECT_EQ(std::string("a.o: there are two sections 'tp/x'") + kHelp,
            RefusalOf(ObjectWith({}, {}, {{"tp/x", ""}})));
}

TEST(CheckLinkable, RecordsOfLinesAreWhole) {
  std::string types = test::BtfWriter().Bytes();
  EXPECT_TRUE(RefusalOf(ObjectWith({}, {}, {{".BTF", types}, {".BTF.ext", "x"}}))
                  .starts_with("a.o: .BTF.ext+0x0: "));
}

}  // namespace
}  // namespace ecc

#include "btfgen/elf/object.h"

#include "tests/support/elf_writer.h"
#include "tests/support/helpers.h"

namespace ecc::elf {
namespace {

using test::ElfWriter;
using test::WithHeader;
using test::WithNumber;

constexpr uint64_t kCode = SHF_ALLOC | SHF_EXECINSTR;

std::string ObjectRefusal(const std::string& bytes) {
  return test::ErrorFrom([&] { Read("x.o", AsBytes(bytes)); });
}

ElfWriter OneSection() {
  ElfWriter writer;
  writer.Add({".text", "code", SHT_PROGBITS, kCode});
  return writer;
}

TEST(IsElf, KnowsTheMagic) {
  EXPECT_TRUE(IsElf(AsBytes("\177ELF")));
  EXPECT_TRUE(IsElf(AsBytes("\177ELF and more")));
  for (const char* text : {"", "\177EL", "\177ELG", "ELF\177"})
    EXPECT_FALSE(IsElf(AsBytes(text))) << text;
}

TEST(ReadObject, TellsTheSectionsInBothByteOrders) {
  for (std::endian order : {std::endian::little, std::endian::big}) {
    ElfWriter writer(order);
    writer.Add({".text", "code", SHT_PROGBITS, kCode});
    writer.Add({".data", "0123456789", SHT_PROGBITS, SHF_ALLOC});
    writer.Add({".bss", "", SHT_NOBITS, kCode, 0, 0, 0, 1, uint64_t{1} << 40});
    writer.Add({".null", "", SHT_NULL, 0, 0, 0, 0, 1, 99});
    writer.Add({"note", "", SHT_NOTE, kCode});
    std::string bytes = writer.Bytes();
    Object object = Read("x.o", AsBytes(bytes));
    EXPECT_EQ("x.o", object.where);
    ASSERT_EQ(7u, object.sections.size());
    EXPECT_EQ("", object.sections[0].name);
    EXPECT_FALSE(object.sections[0].has_bytes);

    const Section& text = object.sections[1];
    EXPECT_EQ(".text", text.name);
    EXPECT_EQ(1u, text.index);
    EXPECT_TRUE(text.is_executable);
    EXPECT_EQ("code", AsText(text.bytes));
    EXPECT_EQ(ElfWriter::HeaderAt(7), text.file_offset);

    const Section& data = object.sections[2];
    EXPECT_EQ(2u, data.index);
    EXPECT_FALSE(data.is_executable);
    EXPECT_TRUE(data.has_bytes);
    EXPECT_EQ(10u, data.size);
    EXPECT_EQ(text.file_offset + 8, data.file_offset);
    EXPECT_EQ("0123456789", AsText(data.bytes));

    // Without bytes, no size is too large for the file.
    for (const Section* section : {&object.sections[3], &object.sections[4]}) {
      EXPECT_FALSE(section->has_bytes);
      EXPECT_FALSE(section->is_executable);
      EXPECT_TRUE(section->bytes.empty());
    }
    EXPECT_EQ(uint64_t{1} << 40, object.sections[3].size);
    EXPECT_FALSE(object.sections[5].is_executable);
  }
}

TEST(ReadObject, FindsSectionsByName) {
  std::string bytes = OneSection().Bytes();
  Object object = Read("x.o", AsBytes(bytes));
  EXPECT_EQ(&object.sections[1], object.FindSection(".text"));
  EXPECT_EQ(nullptr, object.FindSection(".tex"));
}

TEST(ReadObject, TellsTheSymbolsOfItsSections) {
  ElfWriter writer = OneSection();
  // 5 is one more than the last section.
  writer.AddSymbols({{"f", STT_FUNC, 1, 8},
                     {"extern", STT_NOTYPE, SHN_UNDEF},
                     {"v", STT_OBJECT, 1, 16},
                     {"file", STT_FILE, SHN_ABS},
                     {"last", STT_NOTYPE, 4, 2},
                     {"beyond", STT_FUNC, 5}});
  std::string bytes = writer.Bytes();
  Object object = Read("x.o", AsBytes(bytes));
  ASSERT_EQ(3u, object.symbols.size());
  EXPECT_EQ("f", object.symbols[0].name);
  EXPECT_EQ(1u, object.symbols[0].section);
  EXPECT_EQ(8u, object.symbols[0].value);
  EXPECT_TRUE(object.symbols[0].is_function);
  EXPECT_FALSE(object.symbols[0].is_object);
  EXPECT_EQ("v", object.symbols[1].name);
  EXPECT_FALSE(object.symbols[1].is_function);
  EXPECT_TRUE(object.symbols[1].is_object);
  EXPECT_EQ("last", object.symbols[2].name);
  EXPECT_EQ(4u, object.symbols[2].section);
  EXPECT_FALSE(object.symbols[2].is_function || object.symbols[2].is_object);
}

TEST(ReadObject, FindsVariablesInTheirSection) {
  ElfWriter writer;
  writer.Add({".data", "x"});
  writer.Add({".bss", "y"});
  writer.AddSymbols({{"a", STT_FUNC, 1, 1},
                     {"a", STT_OBJECT, 2, 2},
                     {"b", STT_OBJECT, 1, 3},
                     {"a", STT_OBJECT, 1, 4}});
  std::string bytes = writer.Bytes();
  Object object = Read("x.o", AsBytes(bytes));
  EXPECT_EQ(4u, object.FindVariable(object.sections[1], "a"));
  EXPECT_EQ(2u, object.FindVariable(object.sections[2], "a"));
  EXPECT_EQ(3u, object.FindVariable(object.sections[1], "b"));
  EXPECT_EQ(std::nullopt, object.FindVariable(object.sections[2], "b"));
}

TEST(ReadObject, OrdersProgramsBySectionAndPlace) {
  ElfWriter writer;
  writer.Add({".text", "f", SHT_PROGBITS, kCode});
  writer.Add({"xdp", "f", SHT_PROGBITS, kCode});
  writer.Add({".data", "f"});
  writer.Add({"tc", "f", SHT_PROGBITS, kCode});
  writer.AddSymbols({{"last", STT_FUNC, 4, 0},
                     {"second", STT_FUNC, 2, 8},
                     {"helper", STT_FUNC, 1, 0},
                     {"first", STT_FUNC, 2, 0},
                     {"label", STT_NOTYPE, 2, 0},
                     {"data", STT_FUNC, 3, 0},
                     {"also_second", STT_FUNC, 2, 8}});
  std::string bytes = writer.Bytes();
  Object object = Read("x.o", AsBytes(bytes));
  std::vector<std::string> programs;
  for (const ProgramSymbol& program : object.programs)
    programs.push_back(program.section + "/" + program.name);
  EXPECT_EQ((std::vector<std::string>{"xdp/first", "xdp/also_second", "xdp/second", "tc/last"}),
            programs);
}

TEST(ReadObject, TellsTheLicence) {
  auto licence = [](const std::string& text) {
    ElfWriter writer;
    writer.Add({"license", text});
    std::string bytes = writer.Bytes();
    return Read("x.o", AsBytes(bytes)).license;
  };
  EXPECT_EQ("GPL", licence(std::string("GPL\0more", 8)));
  EXPECT_EQ("Dual BSD/GPL", licence("Dual BSD/GPL"));
  EXPECT_EQ("a\\x0a", licence("a\n"));
  EXPECT_EQ("", licence(""));
  std::string bytes = OneSection().Bytes();
  EXPECT_EQ("", Read("x.o", AsBytes(bytes)).license);
}

TEST(ReadObject, RefusesWhatIsNoObject) {
  EXPECT_EQ("x.o: not an ELF file", ObjectRefusal("\177EL"));
  EXPECT_TRUE(ObjectRefusal("\177ELF").starts_with("x.o: not a readable ELF file: "));
  std::string bytes = OneSection().Bytes();
  EXPECT_EQ("x.o: the machine is 62, not BPF (247)\nhelp: compile it with clang -target bpf",
            ObjectRefusal(WithNumber(bytes, offsetof(Elf64_Ehdr, e_machine), uint16_t{62})));
  for (uint16_t type : {ET_NONE, ET_EXEC, ET_DYN, ET_CORE}) {
    EXPECT_EQ("x.o: not a relocatable object",
              ObjectRefusal(WithNumber(bytes, offsetof(Elf64_Ehdr, e_type), type)));
  }
}

TEST(ReadObject, RefusesSectionHeadersBehindTheEnd) {
  std::string bytes = OneSection().Bytes();
  // Three headers of 64 bytes, from byte 64.
  EXPECT_EQ("x.o: truncated: the section headers are at 0x40, the file has 0xff bytes",
            ObjectRefusal(bytes.substr(0, 255)));
  EXPECT_FALSE(ObjectRefusal(bytes.substr(0, 256)).starts_with("x.o: truncated"));
  std::string far = WithNumber(bytes, offsetof(Elf64_Ehdr, e_shoff), uint64_t{UINT64_MAX - 63});
  EXPECT_TRUE(ObjectRefusal(far).starts_with(
      "x.o: truncated: the section headers are at 0xffffffffffffffc0"));
}

TEST(ReadObject, RefusesSectionsBehindTheEnd) {
  std::string bytes = OneSection().Bytes();
  Object object = Read("x.o", AsBytes(bytes));
  uint64_t left = bytes.size() - object.sections[1].file_offset;
  EXPECT_EQ(
      left,
      Read("x.o", AsBytes(WithHeader(bytes, 1, &Elf64_Shdr::sh_size, left))).sections[1].size);
  // The names of the sections take 17 bytes, from byte 264 on.
  EXPECT_EQ("x.o: section 1 '.text' claims [0x100, 0x11a), the file has 0x119 bytes",
            ObjectRefusal(WithHeader(bytes, 1, &Elf64_Shdr::sh_size, left + 1)));
  EXPECT_TRUE(ObjectRefusal(WithHeader(bytes, 1, &Elf64_Shdr::sh_offset, bytes.size() + 1))
                  .starts_with("x.o: section 1 '.text' claims [0x11a, 0x11e)"));
  EXPECT_TRUE(ObjectRefusal(WithHeader(bytes, 1, &Elf64_Shdr::sh_size, UINT64_MAX))
                  .starts_with("x.o: section 1 '.text' claims "));
}

TEST(ReadObject, RefusesWhatHasNoName) {
  std::string bytes = OneSection().Bytes();
  EXPECT_EQ("x.o: section 1 has no name",
            ObjectRefusal(WithHeader(bytes, 1, &Elf64_Shdr::sh_name, 0x1000u)));
  EXPECT_EQ("x.o: section 1 has no name",
            ObjectRefusal(WithNumber(bytes, offsetof(Elf64_Ehdr, e_shstrndx), uint16_t{9})));
  ElfWriter writer = OneSection();
  writer.AddSymbols({{"f", STT_FUNC, 1}});
  // The table of symbols is not one of names.
  EXPECT_EQ("x.o: symbol 1 has no name",
            ObjectRefusal(WithHeader(writer.Bytes(), 3, &Elf64_Shdr::sh_link, 3u)));
}

TEST(ReadObject, RefusesSymbolsWithoutSize) {
  ElfWriter writer = OneSection();
  writer.AddSymbols({{"f", STT_FUNC, 1}});
  EXPECT_EQ("x.o: unreadable symbol table",
            ObjectRefusal(WithHeader(writer.Bytes(), 3, &Elf64_Shdr::sh_entsize, uint64_t{0})));
  // Smaller than they are, they would be more than there are.
  EXPECT_EQ(
      "x.o: unreadable symbol 2",
      ObjectRefusal(WithHeader(writer.Bytes(), 3, &Elf64_Shdr::sh_entsize, uint64_t{12})));
}

}  // namespace
}  // namespace ecc::elf

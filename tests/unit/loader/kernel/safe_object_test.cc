#include "loader/kernel/safe_object.h"

#include "tests/support/elf_writer.h"
#include "tests/support/helpers.h"
#include "tests/support/program.h"

namespace ecc::loader {
namespace {

using test::BtfWriter;
using test::ElfSymbol;
using test::ElfWriter;

constexpr uint64_t kExecutable = SHF_ALLOC | SHF_EXECINSTR;

std::string Exit() {
  return std::string("\x95\0\0\0\0\0\0\0", 8);
}

// An object with one program in a section of that name, to which tests add.
struct TestObject {
  explicit TestObject(const char* section = "tp/x") {
    elf.Add({section, Exit(), SHT_PROGBITS, kExecutable});
    elf.AddSymbols({{"p", STT_FUNC, 1, 0, STB_GLOBAL, 8}});
  }
  std::string Bytes() {
    elf.Add({".BTF", types.Bytes()});
    return elf.Bytes();
  }
  BtfWriter types;
  ElfWriter elf;
};

std::string RefusalOf(const std::string& bytes) {
  return test::MessageOf([&] { MakeSafe("a", bytes); });
}

std::vector<std::string> SectionsOf(const std::string& bytes) {
  std::vector<std::string> names;
  for (const elf::Section& section : elf::Read("a", AsBytes(bytes)).sections)
    if (section.index != 0)
      names.push_back(section.name);
  std::sort(names.begin(), names.end());
  return names;
}

TEST(MakeSafe, WritesAnewWhatLibbpfReads) {
  TestObject object;
  object.elf.Add({"license", std::string("GPL", 4)});
  object.elf.Add({".debug_info", "x"});
  object.elf.Add({".note", "x", SHT_NOTE});
  SafeObject safe = MakeSafe("a", object.Bytes());
  EXPECT_EQ(
      (std::vector<std::string>{".BTF", ".shstrtab", ".strtab", ".symtab", "license", "tp/x"}),
      SectionsOf(safe.bytes));
  ASSERT_EQ(1u, safe.code.functions.size());
  EXPECT_EQ("p", safe.code.functions[0].name);
}

TEST(MakeSafe, WantsAnObjectWithTypes) {
  EXPECT_EQ("a: not an ELF file", RefusalOf("no object"));
  ElfWriter bare;
  bare.Add({"tp/x", Exit(), SHT_PROGBITS, kExecutable});
  bare.AddSymbols({{"p", STT_FUNC, 1, 0, STB_GLOBAL, 8}});
  EXPECT_EQ("a: there is no .BTF section\nhelp: compile it with clang -g",
            RefusalOf(bare.Bytes()));
}

// Of two, one reader takes the first and libbpf the last.
TEST(MakeSafe, RefusesTwoSectionsOfOneName) {
  TestObject object;
  object.elf.Add({".BTF", object.types.Bytes()});
  EXPECT_EQ("a: there are two sections '.BTF'", RefusalOf(object.Bytes()));
  TestObject debug;
  debug.elf.Add({".debug_x", "1"});
  debug.elf.Add({".debug_x", "2"});
  EXPECT_EQ("", RefusalOf(debug.Bytes()));
}

TEST(MakeSafe, RefusesSectionsThatNoProgramHas) {
  TestObject large;
  large.elf.Add({".bss", "", SHT_NOBITS, SHF_ALLOC, 0, 0, 0, 8, (uint64_t{1} << 30) + 1});
  EXPECT_EQ("a: section '.bss' has 1073741825 bytes", RefusalOf(large.Bytes()));
  TestObject largest;
  largest.elf.Add({".bss", "", SHT_NOBITS, SHF_ALLOC, 0, 0, 0, 8, uint64_t{1} << 30});
  EXPECT_EQ("", RefusalOf(largest.Bytes()));
  TestObject maps;
  maps.elf.Add({".maps", "", SHT_NOBITS, SHF_ALLOC, 0, 0, 0, 8, 64});
  EXPECT_EQ("a: '.maps' has no bytes", RefusalOf(maps.Bytes()));
}

// What is left out of the copy is not what libbpf goes by.
TEST(MakeSafe, ChecksTheCopy) {
  TestObject object;
  object.elf.Add({".BTF", object.types.Bytes(), SHT_NOTE});
  EXPECT_EQ("a: there is no .BTF section\nhelp: compile it with clang -g",
            RefusalOf(object.elf.Bytes()));
}

// The first to look asks for the name, the second for the flag.
TEST(MakeSafe, RefusesTypesThatClaimToBeCode) {
  TestObject object;
  object.elf.Add({".BTF", object.types.Bytes(), SHT_PROGBITS, kExecutable});
  EXPECT_EQ("a: '.BTF' claims to be code", RefusalOf(object.elf.Bytes()));
}

// Relocations would name symbols that are not there.
TEST(MakeSafe, KeepsTheSymbolsOfATableWithADebugSectionsName) {
  TestObject object;
  std::string bytes = object.Bytes();
  size_t name = bytes.find(std::string("\0.symtab", 8));
  ASSERT_NE(std::string::npos, name);
  bytes.replace(name + 1, 7, ".debug_");
  SafeObject safe = MakeSafe("a", bytes);
  elf::Object copy = elf::Read("a", AsBytes(safe.bytes));
  EXPECT_TRUE(std::any_of(copy.symbols.begin(), copy.symbols.end(),
                          [](const elf::Symbol& symbol) { return symbol.name == "p"; }));
}

// A value of struct_ops, in a section of 16 bytes; `size` is that of its type, `member` the
// offset of its last member, 4 bytes long.
std::string StructOps(const char* program, uint32_t offset, uint32_t size, uint32_t member,
                      const char* name = ".struct_ops") {
  TestObject object(program);
  uint32_t number = object.types.SignedInt();
  uint32_t type =
      object.types.Struct("ops", size, {{"a", number, 0}, {"b", number, member * 8}});
  uint32_t variable = object.types.Var("value", type, 1);
  object.types.Datasec(name, 16, {{variable, offset, size}});
  object.elf.Add({name, std::string(16, '\0'), SHT_PROGBITS, SHF_ALLOC});
  return object.Bytes();
}

// libbpf copies as many bytes as the type has, and looks for the kernel's type among none when
// no program asks for it.
TEST(MakeSafe, HoldsStructOpsAgainstItsSection) {
  EXPECT_EQ("", RefusalOf(StructOps("struct_ops/f", 0, 16, 12)));
  EXPECT_EQ("", RefusalOf(StructOps("?struct_ops.s/f", 8, 8, 4, ".struct_ops.link")));
  EXPECT_EQ("a: BTF places 'value' at 12 of '.struct_ops', which has 16 bytes",
            RefusalOf(StructOps("struct_ops/f", 12, 8, 4)));
  // Their sum is 8 in 32 bits.
  EXPECT_EQ("a: BTF places 'value' at 4294967280 of '.struct_ops', which has 16 bytes",
            RefusalOf(StructOps("struct_ops/f", UINT32_MAX - 15, 24, 4)));
  EXPECT_EQ(
      "a: a value of struct_ops, and no program of SEC(\"struct_ops/...\") that it could name\n"
      "help: add the programs, or take the value out",
      RefusalOf(StructOps("tp/x", 0, 16, 12)));
}

TEST(MakeSafe, ConfigurationIsNumbersAndShortTexts) {
  auto refusal = [](uint32_t elements, bool is_record) {
    TestObject object;
    uint32_t letter = object.types.Int("char", 1, 0);
    uint32_t type = is_record ? object.types.Struct("s", 1, {{"c", letter, 0}})
                              : object.types.Array(letter, elements);
    uint32_t variable = object.types.Var("CONFIG_X", type, 2);
    object.types.Datasec(".kconfig", 0, {{variable, 0, 0}});
    return RefusalOf(object.Bytes());
  };
  EXPECT_EQ("", refusal(4096, false));
  const char* message = "a: 'CONFIG_X' cannot hold an answer of the kernel's configuration";
  EXPECT_EQ(message, refusal(4097, false));
  EXPECT_EQ(message, refusal(1, true));
}

TEST(MakeSafe, TellsOfArgumentsThatAreAnyAddress) {
  for (bool is_tagged : {false, true}) {
    TestObject object;
    uint32_t number = object.types.SignedInt();
    if (is_tagged)
      object.types.DeclTag("arg:untrusted", number, 0);
    EXPECT_EQ(is_tagged, MakeSafe("a", object.Bytes()).has_untrusted_arguments);
  }
}

TEST(CheckKernelBtf, RefusesWhatContradictsItself) {
  BtfWriter types;
  types.SignedInt();
  CheckKernelBtf("k", types.Bytes());
  EXPECT_NE("", test::MessageOf([] { CheckKernelBtf("k", "no BTF"); }));
  // A typedef of itself.
  BtfWriter circle;
  circle.Typedef("t", 1);
  EXPECT_NE("", test::MessageOf([&] { CheckKernelBtf("k", circle.Bytes()); }));
}

}  // namespace
}  // namespace ecc::loader

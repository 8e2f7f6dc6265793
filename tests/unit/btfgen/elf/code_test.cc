#include "btfgen/elf/code.h"

#include "tests/support/elf_writer.h"
#include "tests/support/helpers.h"
#include "tests/support/program.h"

namespace ecc::elf {
namespace {

using test::CallOf;
using test::ElfRelocation;
using test::ElfSymbol;
using test::ElfWriter;

constexpr uint64_t kExecutable = SHF_ALLOC | SHF_EXECINSTR;
// The sections of ObjectOf.
constexpr uint16_t kProgram = 1;
constexpr uint16_t kText = 2;

std::string Exit() {
  return std::string("\x95\0\0\0\0\0\0\0", 8);
}
// The first half of a load of 64 bits; `kind` is what its constant means.
std::string Wide(uint32_t number, uint8_t kind = 0) {
  std::string half = CallOf(number, std::endian::native, kind);
  half[0] = '\x18';
  return half;
}
std::string Half() {
  return std::string(8, '\0');
}
ElfSymbol FunctionSymbol(std::string name, uint16_t section, uint64_t at, uint64_t size) {
  return {std::move(name), STT_FUNC, section, at, STB_GLOBAL, size};
}

// A program, the functions of .text, and relocations of the program; symbols count from 1.
std::string ObjectOf(const std::string& program, const std::string& text,
                     const std::vector<ElfSymbol>& symbols,
                     const std::vector<ElfRelocation>& relocations,
                     const char* table = ".reltp/x") {
  ElfWriter object;
  object.Add({"tp/x", program, SHT_PROGBITS, kExecutable});
  object.Add({".text", text, SHT_PROGBITS, kExecutable});
  uint32_t names = object.AddSymbols(symbols);
  object.AddRelocations(table, kProgram, names, relocations);
  return object.Bytes();
}

Code CodeOf(const std::string& bytes) {
  return ReadCode(Read("a.o", AsBytes(bytes)), AsBytes(bytes));
}
std::string Refusal(const std::string& bytes) {
  return test::MessageOf([&] { CodeOf(bytes); });
}

TEST(DecodeInstruction, ReadsBothByteOrders) {
  for (std::endian order : {std::endian::little, std::endian::big}) {
    std::string bytes = CallOf(0x01020304, order, 2);
    bytes[1] = static_cast<char>(bytes[1] | (order == std::endian::little ? 0x07 : 0x70));
    Instruction one = DecodeInstruction(AsBytes(bytes), order);
    EXPECT_EQ(0x85, one.opcode);
    EXPECT_EQ(7, one.destination);
    EXPECT_EQ(2, one.source);
    EXPECT_EQ(0x01020304, one.constant);
  }
  EXPECT_EQ(-2,
            DecodeInstruction(AsBytes(CallOf(UINT32_MAX - 1)), std::endian::native).constant);
}

TEST(ReadCode, TellsWhomAFunctionCalls) {
  std::string program = CallOf(130)                                   // a helper
                        + CallOf(UINT32_MAX, std::endian::native, 1)  // a kfunc, by its symbol
                        + CallOf(0, std::endian::native, 1)           // .text, by its section
                        + Wide(8) + Half()                            // a callback in .text
                        + Exit();
  std::string text = Exit() + Exit();
  Code code = CodeOf(ObjectOf(program, text,
                              {{"", STT_SECTION, kText, 0, STB_LOCAL},
                               FunctionSymbol("entry", kProgram, 0, program.size()),
                               FunctionSymbol("first", kText, 0, 8),
                               FunctionSymbol("second", kText, 8, 8),
                               {"bpf_kfunc", STT_NOTYPE, SHN_UNDEF}},
                              {{8, 5}, {16, 1}, {24, 1}}));
  ASSERT_EQ(3u, code.functions.size());
  const Function& entry = code.functions[0];
  EXPECT_EQ("entry", entry.name);
  EXPECT_EQ("tp/x", entry.section_name);
  EXPECT_EQ(program.size(), entry.size);
  ASSERT_EQ(4u, entry.calls.size());
  EXPECT_EQ(Call::Kind::kHelper, entry.calls[0].kind);
  EXPECT_EQ(130u, entry.calls[0].helper);
  EXPECT_EQ(Call::Kind::kKernel, entry.calls[1].kind);
  EXPECT_EQ("bpf_kfunc", entry.calls[1].kernel_function);
  EXPECT_EQ(Call::Kind::kFunction, entry.calls[2].kind);
  EXPECT_EQ("second", code.functions[entry.calls[2].function].name);
  EXPECT_EQ(16u, entry.calls[2].offset);
  EXPECT_EQ(Call::Kind::kCallback, entry.calls[3].kind);
  EXPECT_EQ("second", code.functions[entry.calls[3].function].name);
}

TEST(ReadCode, HandsOutTheInstructions) {
  std::string may_goto("\xe5\0\xff\xff\0\0\0\0", 8);
  if (std::endian::native == std::endian::little) {
    std::vector<ElfSymbol> symbols = {FunctionSymbol("p", kProgram, 0, 32),
                                      FunctionSymbol("q", kText, 0, 8)};
    symbols[1].binding = STB_LOCAL;
    Code code = CodeOf(ObjectOf(Wide(7) + Half() + may_goto + Exit(), Exit(), symbols, {}));
    ASSERT_EQ(2u, code.functions.size());
    const Function& p = code.functions[0];
    ASSERT_EQ(4u, p.instructions.size());
    EXPECT_EQ(7, p.instructions[0].constant);
    EXPECT_EQ(0, p.instructions[1].opcode);
    EXPECT_EQ(Instruction::kMayGoto, p.instructions[2].opcode);
    EXPECT_EQ(-1, p.instructions[2].distance);
    EXPECT_TRUE(p.is_global);
    EXPECT_FALSE(code.functions[1].is_global);
  }
}

TEST(ReadCode, RefusesAJumpByARegister) {
  EXPECT_EQ("a.o: 'tp/x'+0x0: a jump to wherever a register points",
            Refusal(ObjectOf(
                std::string("\x0d\0\0\0\0\0\0\0", 8) + Exit(), Exit(),
                {FunctionSymbol("p", kProgram, 0, 16), FunctionSymbol("q", kText, 0, 8)}, {})));
}

TEST(ReadCode, FollowsCallsWithoutARelocation) {
  // Both count from the next instruction: one on, and two back.
  std::string text = CallOf(1, std::endian::native, 1) + Exit() +
                     CallOf(UINT32_MAX - 2, std::endian::native, 1) + Exit();
  Code code =
      CodeOf(ObjectOf(Exit(), text,
                      {FunctionSymbol("p", kProgram, 0, 8), FunctionSymbol("a", kText, 0, 16),
                       FunctionSymbol("b", kText, 16, 16)},
                      {}));
  ASSERT_EQ(3u, code.functions.size());
  EXPECT_EQ("b", code.functions[code.functions[1].calls.at(0).function].name);
  EXPECT_EQ("a", code.functions[code.functions[2].calls.at(0).function].name);
  EXPECT_EQ("a.o: '.text'+0x0: a call to where no function begins",
            Refusal(ObjectOf(Exit(), CallOf(5, std::endian::native, 1),
                             {FunctionSymbol("a", kText, 0, 8)}, {})));
}

// A relocation of the first half is written to the second as well, wherever that is.
TEST(ReadCode, RefusesAWideLoadThatIsCutOff) {
  std::string program = Exit() + Wide(0) + Half();
  ElfSymbol variable = {"v", STT_OBJECT, kText, 0};
  std::string text = Exit();
  EXPECT_EQ("a.o: 'tp/x'+0x8: the function ends inside of a wide load",
            Refusal(ObjectOf(program, text, {FunctionSymbol("p", kProgram, 0, 16), variable},
                             {{8, 2}})));
  EXPECT_EQ(1u, CodeOf(ObjectOf(program, text, {FunctionSymbol("p", kProgram, 0, 24)}, {}))
                    .functions.size());
  EXPECT_EQ(
      "a.o: 'tp/x'+0x8: the second half of a wide load is an instruction of its own",
      Refusal(ObjectOf(Wide(0) + Exit(), text, {FunctionSymbol("p", kProgram, 0, 16)}, {})));
  EXPECT_EQ("a.o: 'tp/x'+0x8: the second half of a wide load is an instruction of its own",
            Refusal(ObjectOf(Wide(0) + Half(), text,
                             {FunctionSymbol("p", kProgram, 0, 16), variable}, {{8, 2}})));
}

// A descriptor, the id of a kernel's type or function: what only a process or a kernel can
// mean.
TEST(ReadCode, RefusesNumbersOfARunningProcess) {
  std::vector<ElfSymbol> symbols = {FunctionSymbol("p", kProgram, 0, 16)};
  for (uint8_t kind = 1; kind < 8; ++kind)
    EXPECT_EQ("a.o: 'tp/x'+0x0: a wide load of something that only a running process has",
              Refusal(ObjectOf(Wide(3, kind) + Half(), Exit(), symbols, {})));
  for (uint8_t kind = 2; kind < 16; ++kind)
    EXPECT_EQ(
        "a.o: 'tp/x'+0x0: a call of a kernel's function by its number",
        Refusal(ObjectOf(CallOf(7, std::endian::native, kind) + Exit(), Exit(), symbols, {})));
  std::string by_register = CallOf(0) + Exit();
  by_register[0] = '\x8d';
  EXPECT_EQ("a.o: 'tp/x'+0x0: a call to wherever a register points",
            Refusal(ObjectOf(by_register, Exit(), symbols, {})));
}

TEST(ReadCode, RefusesFunctionsThatLieElsewhere) {
  auto refusal = [](uint64_t at, uint64_t size) {
    return Refusal(
        ObjectOf(Exit() + Exit(), Exit(), {FunctionSymbol("p", kProgram, at, size)}, {}));
  };
  EXPECT_EQ("", refusal(8, 8));
  EXPECT_EQ("a.o: symbol 1 'p' claims 0x10 bytes at 0x8 of section 'tp/x', which has 0x10",
            refusal(8, 16));
  // Their sum is 8 again.
  EXPECT_EQ(
      "a.o: symbol 1 'p' claims 0x18 bytes at 0xfffffffffffffff0 of section 'tp/x', which has "
      "0x10",
      refusal(UINT64_MAX - 15, 24));
  EXPECT_EQ("a.o: 'tp/x'+0x0: function 'p' has 0 bytes", refusal(0, 0));
  EXPECT_EQ("a.o: 'tp/x'+0x0: function 'p' has 12 bytes", refusal(0, 12));
  EXPECT_EQ("a.o: 'tp/x'+0x4: function 'p' has 8 bytes", refusal(4, 8));
  EXPECT_EQ("a.o: symbol 1 'p' lies in section 60000, of 7",
            Refusal(ObjectOf(Exit(), Exit(), {FunctionSymbol("p", 60000, 0, 8)}, {})));
}

TEST(ReadCode, FunctionsDoNotOverlapButMayHaveTwoNames) {
  std::string program = Exit() + Exit() + Exit();
  auto refusal = [&](uint64_t at, uint64_t size) {
    return Refusal(ObjectOf(
        program, Exit(),
        {FunctionSymbol("a", kProgram, 0, 16), FunctionSymbol("b", kProgram, at, size)}, {}));
  };
  EXPECT_EQ("", refusal(0, 16));
  EXPECT_EQ("", refusal(16, 8));
  EXPECT_EQ("a.o: 'tp/x'+0x8: functions 'a' and 'b' overlap", refusal(8, 16));
  EXPECT_EQ("a.o: 'tp/x'+0x0: functions 'a' and 'b' overlap", refusal(0, 8));
}

TEST(ReadCode, RefusesRelocationsThatLeadNowhere) {
  std::vector<ElfSymbol> symbols = {FunctionSymbol("p", kProgram, 0, 16),
                                    {"k", STT_NOTYPE, SHN_UNDEF}};
  std::string program = CallOf(UINT32_MAX, std::endian::native, 1) + Exit();
  auto refusal = [&](std::vector<ElfRelocation> relocations, const char* table = ".reltp/x") {
    return Refusal(ObjectOf(program, Exit(), symbols, relocations, table));
  };
  EXPECT_EQ("", refusal({{0, 2}}));
  EXPECT_EQ("a.o: 'tp/x'+0x10: a relocation that leads nowhere", refusal({{16, 2}}));
  EXPECT_EQ("a.o: 'tp/x'+0xfffffffffffffff8: a relocation that leads nowhere",
            refusal({{UINT64_MAX - 7, 2}}));
  EXPECT_EQ("a.o: 'tp/x'+0x0: a relocation that leads nowhere", refusal({{0, 3}}));
  EXPECT_EQ("a.o: 'tp/x'+0x0: two relocations of one instruction", refusal({{0, 2}, {0, 2}}));
  EXPECT_EQ("a.o: 'tp/x'+0x8: a relocation of an instruction that holds no address",
            refusal({{0, 2}, {8, 2}}));
  EXPECT_EQ("a.o: relocations of 'tp/x' in a section called '.relx'",
            refusal({{0, 2}}, ".relx"));
}

// libbpf's linker changes code there, of which it has no bytes.
TEST(ReadCode, RefusesRelocationsOfCodeWithoutBytes) {
  ElfWriter object;
  object.Add({"tp/x", "", SHT_NOBITS, kExecutable, 0, 0, 0, 8, 16});
  uint32_t symbols = object.AddSymbols({{"k", STT_NOTYPE, SHN_UNDEF}});
  object.AddRelocations(".reltp/x", kProgram, symbols, {{0, 1}});
  EXPECT_EQ("a.o: 'tp/x' claims to be code, and has none", Refusal(object.Bytes()));
}

// An assembler's constant lies in none; what others could want, or a section's name, has one.
TEST(ReadCode, RefusesSymbolsOfOthersOutsideOfSections) {
  auto refusal = [](const ElfSymbol& symbol) {
    return Refusal(ObjectOf(Exit(), Exit(), {symbol}, {}));
  };
  EXPECT_EQ("", refusal({"x", STT_NOTYPE, SHN_ABS, 5, STB_LOCAL}));
  EXPECT_EQ("a.o: symbol 1 'x' lies in no section",
            refusal({"x", STT_OBJECT, SHN_COMMON, 8, STB_WEAK, 8}));
  EXPECT_EQ("a.o: symbol 1 '' lies in no section",
            refusal({"", STT_SECTION, SHN_ABS, 0, STB_LOCAL}));
}

TEST(ReadCode, RefusesTablesOfAnotherShape) {
  ElfWriter object;
  object.Add({"tp/x", Exit(), SHT_PROGBITS, kExecutable});
  uint32_t symbols = object.AddSymbols({FunctionSymbol("p", kProgram, 0, 8)});
  std::string bytes = object.Bytes();
  EXPECT_EQ("", Refusal(bytes));
  EXPECT_EQ("a.o: section 3 is no table of 24 bytes an entry",
            Refusal(test::WithHeader(bytes, symbols, &Elf64_Shdr::sh_entsize, uint64_t{48})));
  object.AddSymbols({FunctionSymbol("q", kProgram, 0, 8)});
  EXPECT_EQ("a.o: there are two symbol tables", Refusal(object.Bytes()));
}

}  // namespace
}  // namespace ecc::elf

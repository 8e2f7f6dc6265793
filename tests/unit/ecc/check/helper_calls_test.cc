#include "ecc/check/helper_calls.h"

#include <fmt/format.h>

#include "btfgen/btf/word_writer.h"
#include "tests/support/helpers.h"
#include "tests/support/program.h"

namespace ecc {
namespace {

using test::BtfWriter;
using test::CallOf;
using test::ElfWriter;

using Lines = std::vector<std::string>;

constexpr uint64_t kCode = SHF_ALLOC | SHF_EXECINSTR;

// "130 tp/x a.c:3:4" for each call.
Lines CallsOf(const std::string& object) {
  Lines texts;
  for (const HelperCall& call : ReadHelperCalls(BtfFile("a.bpf.o", object)))
    texts.push_back(fmt::format("{} {} {}:{}:{}", call.helper, call.section, call.file,
                                call.line, call.column));
  return texts;
}

// .BTF.ext with the lines of one section.
std::string LinesOf(std::endian order, const std::vector<uint32_t>& table) {
  btf::WordWriter writer(order);
  writer.AddMagic();
  for (uint32_t word : {24u, 0u, 0u, 0u, static_cast<uint32_t>(table.size() * 4)})
    writer.Add(word);
  for (uint32_t word : table) writer.Add(word);
  return writer.bytes();
}

std::string Move(std::endian order) {
  std::string instruction = CallOf(1, order);
  instruction[0] = '\xb7';  // BPF_ALU64 | BPF_MOV
  return instruction;
}

// A function at the start of a section.
test::ElfSymbol FunctionOf(uint16_t section, uint64_t size) {
  return {"f" + std::to_string(section), STT_FUNC, section, 0, STB_GLOBAL, size};
}

TEST(ReadHelperCalls, TellsNumberAndLineInBothByteOrders) {
  for (std::endian order : {std::endian::little, std::endian::big}) {
    BtfWriter types(order);
    uint32_t section = types.String("tp/x");
    uint32_t file = types.String("a.c");
    ElfWriter object(order);
    // Calls of the program's own functions (1), here of itself three instructions before the
    // next one, and of the kernel's (2) by a symbol name no helper.
    object.Add({"tp/x",
                Move(order) + CallOf(0x01020304, order) + CallOf(UINT32_MAX - 2, order, 1) +
                    CallOf(UINT32_MAX, order, 2) + CallOf(130, order),
                SHT_PROGBITS, kCode});
    object.Add({".BTF", types.Bytes()});
    object.Add({".BTF.ext", LinesOf(order, {16, section, 3,              //
                                            0, file, 0, 1 << 10 | 1,     //
                                            8, file, 0, 2 << 10 | 1023,  //
                                            16, file, 0, 300 << 10 | 7})});
    uint32_t symbols = object.AddSymbols({FunctionOf(1, 40), {"bpf_kfunc"}});
    object.AddRelocations(".reltp/x", 1, symbols, {{24, 2}});
    EXPECT_EQ((Lines{"16909060 tp/x a.c:2:1023", "130 tp/x a.c:300:7"}),
              CallsOf(object.Bytes()));
  }
}

TEST(ReadHelperCalls, TheLastRecordAtOrBeforeACallTellsItsLine) {
  BtfWriter types;
  uint32_t section = types.String("tp/x");
  uint32_t file = types.String("a.c");
  auto lines_of = [&](const std::vector<uint32_t>& records) {
    std::vector<uint32_t> table = {16, section, static_cast<uint32_t>(records.size() / 2)};
    for (size_t i = 0; i < records.size(); i += 2)
      table.insert(table.end(), {records[i], file, 0, records[i + 1] << 10});
    ElfWriter object;
    object.Add({"tp/x", CallOf(1) + CallOf(2), SHT_PROGBITS, kCode});
    object.Add({".BTF", types.Bytes()});
    object.Add({".BTF.ext", LinesOf(std::endian::native, table)});
    object.AddSymbols({FunctionOf(1, 16)});
    return CallsOf(object.Bytes());
  };
  EXPECT_EQ((Lines{"1 tp/x a.c:5:0", "2 tp/x a.c:5:0"}), lines_of({0, 5}));
  EXPECT_EQ((Lines{"1 tp/x :0:0", "2 tp/x a.c:5:0"}), lines_of({8, 5}));
  EXPECT_EQ((Lines{"1 tp/x :0:0", "2 tp/x :0:0"}), lines_of({9, 5}));
  // In any order; of two for one instruction the later counts.
  EXPECT_EQ((Lines{"1 tp/x a.c:6:0", "2 tp/x a.c:5:0"}), lines_of({8, 5, 0, 6}));
  EXPECT_EQ((Lines{"1 tp/x a.c:7:0", "2 tp/x a.c:7:0"}), lines_of({0, 6, 0, 7}));
}

TEST(ReadHelperCalls, LooksAtEachSectionOfInstructions) {
  BtfWriter types;
  uint32_t section = types.String("xdp");
  uint32_t file = types.String("a.c");
  ElfWriter object;
  object.Add({".text", CallOf(1), SHT_PROGBITS, kCode});
  object.Add({".data", CallOf(2), SHT_PROGBITS, SHF_ALLOC});
  object.Add({"xdp", CallOf(3), SHT_PROGBITS, kCode});
  object.Add({".BTF", types.Bytes()});
  object.AddSymbols({FunctionOf(1, 8), FunctionOf(2, 8), FunctionOf(3, 8)});
  Lines bare = {"1 .text :0:0", "3 xdp :0:0"};
  EXPECT_EQ(bare, CallsOf(object.Bytes()));
  // The lines of one section say nothing of another.
  object.Add({".BTF.ext", LinesOf(std::endian::native, {16, section, 1, 0, file, 0, 4 << 10})});
  EXPECT_EQ((Lines{"1 .text :0:0", "3 xdp a.c:4:0"}), CallsOf(object.Bytes()));
}

TEST(ReadHelperCalls, PassesOverAnInstructionThatIsCut) {
  for (size_t left : {0, 7, 8}) {
    ElfWriter object;
    object.Add({"xdp", CallOf(1) + CallOf(2).substr(0, left), SHT_PROGBITS, kCode});
    object.Add({".BTF", BtfWriter().Bytes()});
    object.AddSymbols({FunctionOf(1, left == 8 ? 16 : 8)});
    EXPECT_EQ(left == 8 ? 2u : 1u, CallsOf(object.Bytes()).size()) << left;
  }
}

TEST(ReadHelperCalls, RefusesLinesThatAreDamaged) {
  ElfWriter object;
  object.Add({".BTF", BtfWriter().Bytes()});
  object.Add({".BTF.ext", "x"});
  EXPECT_EQ("out/a.bpf.o: .BTF.ext+0x0: the header needs 24 bytes, 1 left",
            test::ErrorFrom([&] { ReadHelperCalls(BtfFile("out/a.bpf.o", object.Bytes())); }));
}

TEST(FirstCalls, KeepsTheFirstOfEachHelper) {
  std::vector<HelperCall> first =
      FirstCalls({{5, "b", "", 1}, {1, "a", "", 2}, {5, "a", "", 3}, {1, "b", "", 4}});
  ASSERT_EQ(2u, first.size());
  EXPECT_EQ(5u, first[0].helper);
  EXPECT_EQ(1u, first[0].line);
  EXPECT_EQ(1u, first[1].helper);
  EXPECT_EQ(2u, first[1].line);
}

TEST(PlaceOfCall, IsRelativeToTheSource) {
  auto place = [](const std::string& file, unsigned line, const std::string& source) {
    return ToString(PlaceOf({5, "tp/x", file, line, 7}, source));
  };
  EXPECT_EQ("src/a.bpf.c:3:7", place("a.bpf.c", 3, "src/a.bpf.c"));
  EXPECT_EQ("include/b.h:3:7", place("../include/./b.h", 3, "src/a.bpf.c"));
  EXPECT_EQ("b.h:3:7", place("b.h", 3, "a.bpf.c"));
  EXPECT_EQ("/x/b.h:3:7", place("/x/b.h", 3, "src/a.bpf.c"));
  EXPECT_EQ("src/a.bpf.c: tp/x", place("", 0, "src/a.bpf.c"));
}

}  // namespace
}  // namespace ecc

#include "btfgen/btf/btf_ext.h"

#include "btfgen/btf/word_writer.h"
#include "tests/support/helpers.h"

namespace ecc::btf {
namespace {

using test::BtfWriter;
using Words = std::vector<uint32_t>;

// A section of the magic and of these words.
std::string ExtOf(const Words& words, std::endian order = std::endian::native) {
  WordWriter writer(order);
  writer.AddMagic();
  for (uint32_t word : words) writer.Add(word);
  return writer.bytes();
}

// The types that the records below refer to.
struct Program : BtfWriter {
  explicit Program(std::endian order = std::endian::native) : BtfWriter(order) {}

  uint32_t number = SignedInt();
  uint32_t proto = FuncProto(number, {});
  uint32_t handle = Func("handle", proto);
  uint32_t record = Struct("s", 4, {{"x", number, 0}});
  uint32_t section = String("tp/x");
  uint32_t other = String("kprobe/y");
  uint32_t file = String("a.c");
  uint32_t text = String("return 0;");
  uint32_t access = String("0:1");
};

struct ReadExt {
  std::string btf;  // owns the strings
  BtfExt ext;
};

ReadExt ReadOf(const BtfWriter& program, const std::string& section) {
  ReadExt read{program.Bytes(), {}};
  Types types = Read("t", AsBytes(read.btf));
  RawTypes raw(types, AsBytes(read.btf));
  read.ext = ReadBtfExt(InFile("a.o", ".BTF.ext"), AsBytes(section), raw);
  return read;
}

std::string ExtRefusal(const BtfWriter& program, const std::string& section) {
  return test::ErrorFrom([&] { ReadOf(program, section); });
}

// A section with one table, whose words these are; the others are empty.
std::string WithFunctions(const Words& table) {
  Words words = {32, 0, static_cast<uint32_t>(table.size() * 4), 0, 0, 0, 0};
  words.insert(words.end(), table.begin(), table.end());
  return ExtOf(words);
}

TEST(ReadBtfExt, ReadsThreeTablesInBothByteOrders) {
  for (std::endian order : {std::endian::little, std::endian::big}) {
    Program p(order);
    std::string section = ExtOf({32, 0,         20, 20, 28,       48,       28,
                                 8,  p.section, 1,  8,  p.handle,  //
                                 16, p.other,   1,  24, p.file,   p.text,   5 << 10 | 7,
                                 16, p.section, 1,  16, p.record, p.access, 12},
                                order);
    ReadExt read = ReadOf(p, section);
    ASSERT_EQ(1u, read.ext.functions.size());
    EXPECT_EQ("tp/x", read.ext.functions[0].section);
    ASSERT_EQ(1u, read.ext.functions[0].records.size());
    EXPECT_EQ(8u, read.ext.functions[0].records[0].instruction);
    EXPECT_EQ(TypeId{p.handle}, read.ext.functions[0].records[0].function);

    ASSERT_EQ(1u, read.ext.lines.size());
    EXPECT_EQ("kprobe/y", read.ext.lines[0].section);
    ASSERT_EQ(1u, read.ext.lines[0].records.size());
    const LineInfo& line = read.ext.lines[0].records[0];
    EXPECT_EQ(24u, line.instruction);
    EXPECT_EQ("a.c", line.file);
    EXPECT_EQ("return 0;", line.text);
    EXPECT_EQ(5127u, line.position);

    ASSERT_EQ(1u, read.ext.relocations.size());
    EXPECT_EQ("tp/x", read.ext.relocations[0].section);
    ASSERT_EQ(1u, read.ext.relocations[0].records.size());
    const CoreRelocation& relocation = read.ext.relocations[0].records[0];
    EXPECT_EQ(16u, relocation.instruction);
    EXPECT_EQ(TypeId{p.record}, relocation.root);
    EXPECT_EQ("0:1", relocation.access);
    EXPECT_EQ(RelocationKind::kTypeMatches, relocation.kind);
  }
}

TEST(ReadBtfExt, ATableHasManySectionsAndRecords) {
  Program p;
  ReadExt read = ReadOf(p, WithFunctions({8, p.section, 2, 0, p.handle, 40, p.handle,  //
                                          p.other, 0, p.other, 1, 16, p.handle}));
  ASSERT_EQ(3u, read.ext.functions.size());
  ASSERT_EQ(2u, read.ext.functions[0].records.size());
  EXPECT_EQ(0u, read.ext.functions[0].records[0].instruction);
  EXPECT_EQ(40u, read.ext.functions[0].records[1].instruction);
  EXPECT_TRUE(read.ext.functions[1].records.empty());
  EXPECT_EQ("kprobe/y", read.ext.functions[2].section);
  EXPECT_EQ(16u, read.ext.functions[2].records[0].instruction);
}

TEST(ReadBtfExt, PassesOverWhatALaterFormatAddsToRecords) {
  Program p;
  ReadExt read =
      ReadOf(p, WithFunctions({12, p.section, 2, 8, p.handle, 0xffff, 16, p.handle, 0xffff}));
  ASSERT_EQ(2u, read.ext.functions[0].records.size());
  EXPECT_EQ(16u, read.ext.functions[0].records[1].instruction);
}

TEST(ReadBtfExt, AHeaderOf24BytesHasNoRelocations) {
  Program p;
  // What would be the table of relocations, were the header longer, claims bytes far away.
  ReadExt read = ReadOf(p, ExtOf({24, 8, 20, 0, 0, 0x1000, 0x1000,  //
                                  8, p.section, 1, 8, p.handle}));
  ASSERT_EQ(1u, read.ext.functions.size());
  EXPECT_EQ(8u, read.ext.functions[0].records[0].instruction);
  EXPECT_TRUE(read.ext.relocations.empty());
  // One byte less than a header with relocations is none.
  EXPECT_TRUE(ReadOf(p, ExtOf({31, 0, 0, 0, 0, 0x1000, 0x1000})).ext.relocations.empty());
}

TEST(ReadBtfExt, EmptyTablesMayLieAtTheEnd) {
  Program p;
  ReadExt read = ReadOf(p, ExtOf({24, 0, 0, 0, 0}));
  EXPECT_TRUE(read.ext.functions.empty());
  EXPECT_TRUE(read.ext.lines.empty());
  // A table without sections.
  EXPECT_TRUE(ReadOf(p, WithFunctions({8})).ext.functions.empty());
}

TEST(ReadBtfExt, RefusesAHeaderThatIsNone) {
  Program p;
  std::string empty = ExtOf({24, 0, 0, 0, 0});
  EXPECT_EQ("a.o: .BTF.ext+0x0: the header needs 24 bytes, 23 left",
            ExtRefusal(p, empty.substr(0, 23)));
  std::string magic = empty;
  magic[1] = 0;
  EXPECT_EQ("a.o: .BTF.ext+0x0: the magic is not that of .BTF", ExtRefusal(p, magic));
  std::endian other =
      std::endian::native == std::endian::little ? std::endian::big : std::endian::little;
  EXPECT_EQ("a.o: .BTF.ext+0x0: the magic is not that of .BTF",
            ExtRefusal(p, ExtOf({24, 0, 0, 0, 0}, other)));
  EXPECT_EQ("a.o: .BTF.ext+0x4: the header claims 23 bytes, the section has 24",
            ExtRefusal(p, ExtOf({23, 0, 0, 0, 0})));
  EXPECT_EQ("a.o: .BTF.ext+0x4: the header claims 25 bytes, the section has 24",
            ExtRefusal(p, ExtOf({25, 0, 0, 0, 0})));
}

TEST(ReadBtfExt, RefusesTablesThatLieOutside) {
  Program p;
  EXPECT_EQ(
      "a.o: .BTF.ext+0x8: the function table claims [0x18, 0x1c), the section has 0x18 bytes",
      ExtRefusal(p, ExtOf({24, 0, 4, 0, 0})));
  EXPECT_EQ(
      "a.o: .BTF.ext+0x10: the line table claims [0x19, 0x19), the section has 0x18 bytes",
      ExtRefusal(p, ExtOf({24, 0, 0, 1, 0})));
  EXPECT_EQ(
      "a.o: .BTF.ext+0x18: the relocation table claims [0x10000001f, 0x20000001e), the section "
      "has 0x20 bytes",
      ExtRefusal(p, ExtOf({32, 0, 0, 0, 0, UINT32_MAX, UINT32_MAX})));
}

TEST(ReadBtfExt, RefusesRecordsThatAreTooShort) {
  Program p;
  EXPECT_EQ("a.o: .BTF.ext+0x20: a function record claims 4 bytes; it has 8 at least",
            ExtRefusal(p, WithFunctions({4})));
  EXPECT_EQ("a.o: .BTF.ext+0x20: a function record claims 10 bytes; it has 8 at least",
            ExtRefusal(p, WithFunctions({10})));
  EXPECT_EQ("a.o: .BTF.ext+0x18: a line record claims 12 bytes; it has 16 at least",
            ExtRefusal(p, ExtOf({24, 0, 0, 0, 4, 12})));
  EXPECT_EQ("a.o: .BTF.ext+0x20: a relocation record claims 12 bytes; it has 16 at least",
            ExtRefusal(p, ExtOf({32, 0, 0, 0, 0, 0, 4, 12})));
}

TEST(ReadBtfExt, RefusesTablesThatEndTooEarly) {
  Program p;
  EXPECT_EQ("a.o: .BTF.ext+0x18: the record size needs 4 bytes, 3 left",
            ExtRefusal(p, ExtOf({24, 0, 3, 0, 0, 8})));
  EXPECT_EQ("a.o: .BTF.ext+0x24: the name of a section and a count needs 8 bytes, 4 left",
            ExtRefusal(p, WithFunctions({8, p.section})));
  EXPECT_EQ("a.o: .BTF.ext+0x2c: the records needs 16 bytes, 8 left",
            ExtRefusal(p, WithFunctions({8, p.section, 2, 0, p.handle})));
  // The product of the largest count and size is not taken for a small number.
  EXPECT_EQ("a.o: .BTF.ext+0x2c: the records needs 18446744052234715140 bytes, 0 left",
            ExtRefusal(p, WithFunctions({UINT32_MAX - 3, p.section, UINT32_MAX})));
}

TEST(ReadBtfExt, RefusesTypesAndStringsThatAreNotThere) {
  Program p;
  auto function = [&](uint32_t type) { return WithFunctions({8, p.section, 1, 0, type}); };
  EXPECT_EQ("a.o: .BTF.ext+0x30: refers to type 0; the section has 4",
            ExtRefusal(p, function(0)));
  EXPECT_EQ("a.o: .BTF.ext+0x30: refers to type 5; the section has 4",
            ExtRefusal(p, function(5)));
  EXPECT_EQ("a.o: .BTF.ext+0x30: the type is no FUNC", ExtRefusal(p, function(4)));
  std::string relocation = ExtOf({32, 0, 0, 0, 0, 0, 28, 16, p.section, 1, 0, 5, p.access, 0});
  EXPECT_EQ("a.o: .BTF.ext+0x30: refers to type 5; the section has 4",
            ExtRefusal(p, relocation));
  EXPECT_EQ("t: the string of .BTF.ext+0x24 is at 0x1000, the strings have 0x30 bytes",
            ExtRefusal(p, WithFunctions({8, 0x1000, 0})));
}

TEST(WriteBtfExt, PlacesTablesOneBehindTheOther) {
  for (std::endian order : {std::endian::little, std::endian::big}) {
    BtfExt ext;
    ext.functions.push_back({"tp/x", {{8, {1}}, {16, {2}}}});
    ext.lines.push_back({"tp/x", {{24, "a.c", "return 0;", 5127}}});
    ext.relocations.push_back({"tp/x", {{32, {2}, "0:1", RelocationKind::kTypeSize}}});
    ext.relocations.push_back({"fentry", {}});
    std::vector<uint32_t> new_id = {0, 11, 12};
    StringTable strings;
    WriteBtfExt(ext, new_id, order, strings);
    strings.Build();
    auto at = [&](std::string_view text) { return strings.Place(text); };
    EXPECT_EQ(ExtOf({32,        0,
                     28,        28,
                     28,        56,
                     36,  //
                     8,         at("tp/x"),
                     2,         8,
                     11,        16,
                     12,  //
                     16,        at("tp/x"),
                     1,         24,
                     at("a.c"), at("return 0;"),
                     5127,  //
                     16,        at("tp/x"),
                     1,         32,
                     12,        at("0:1"),
                     9,         at("fentry"),
                     0},
                    order),
              WriteBtfExt(ext, new_id, order, strings));
  }
}

TEST(WriteBtfExt, OfNothingIsAHeader) {
  StringTable strings;
  EXPECT_EQ(ExtOf({32, 0, 0, 0, 0, 0, 0}), WriteBtfExt({}, {}, std::endian::native, strings));
}

}  // namespace
}  // namespace ecc::btf

#include "btfgen/btf/reader.h"

#include "tests/support/helpers.h"

namespace ecc::btf {
namespace {

using test::BtfWriter;
using test::ErrorFrom;

Types ReadBytes(const std::string& bytes) {
  return Read("a.bpf.o: .BTF", AsBytes(bytes));
}

std::string Refusal(const std::string& bytes) {
  return ErrorFrom([&] { ReadBytes(bytes); });
}

// Overwrites one word of the section.
std::string WithWord(std::string bytes, size_t offset, uint32_t word) {
  std::memcpy(bytes.data() + offset, &word, sizeof(word));
  return bytes;
}

TEST(BtfReader, ReadsEveryKindInBothByteOrders) {
  for (std::endian order : {std::endian::little, std::endian::big}) {
    BtfWriter writer(order);
    uint32_t number = writer.SignedInt();
    writer.Ptr(number);
    uint32_t array = writer.Array(number, 7);
    uint32_t record = writer.Struct("s", 32, {{"a", array, 0}, {"b", number, 224, 3}});
    writer.Union("u", 4, {{"x", number, 0}});
    writer.Enum("e", 4, {{"MINUS", -1}}, true);
    writer.Enum64("e64", {{"BIG", INT64_MIN}}, false);
    writer.Fwd("f", true);
    writer.Typedef("t", record);
    writer.FuncProto(number, {number, 0});
    uint32_t var = writer.Var("v", number);
    writer.Datasec(".bss", 4, {{var, 0, 4}});
    writer.Float("double", 8);
    writer.TypeTag("user", number);

    Types types = ReadBytes(writer.Bytes());
    ASSERT_EQ(15u, types.count());
    EXPECT_EQ(order, types.byte_order());
    EXPECT_EQ(7u, types[array].nelems);
    const Member& bitfield = types.members(types[record])[1];
    EXPECT_EQ("b", bitfield.name);
    EXPECT_EQ(3u, bitfield.bitfield_width);
    EXPECT_EQ(Bits{224}, bitfield.offset);
    EXPECT_EQ(UINT64_MAX, types.enumerators(types[6])[0].value);
    EXPECT_EQ(uint64_t{1} << 63, types.enumerators(types[7])[0].value);
    EXPECT_TRUE(types[8].kflag);
    EXPECT_EQ(2u, types.params(types[10]).size());
    EXPECT_EQ(4u, types.secinfos(types[12])[0].size);
  }
}

TEST(BtfReader, TranslatesBitFieldsOfTheOldEncoding) {
  BtfWriter writer;
  uint32_t narrow = writer.Int("unsigned int", 4, 0);
  uint32_t record = writer.Struct("s", 4, {{"a", narrow, 5}});
  std::string bytes = writer.Bytes();
  // The INT's last word: its value starts 2 bits in and is 3 bits wide.
  Types types = ReadBytes(WithWord(bytes, 24 + 12, 2u << 16 | 3));
  EXPECT_EQ(3u, types.members(types[record])[0].bitfield_width);
  EXPECT_EQ(Bits{7}, types.members(types[record])[0].offset);
}

TEST(BtfReader, NamesTheTruncatedRecordAndItsOffset) {
  EXPECT_EQ("a.bpf.o: .BTF+0x0: the header needs 24 bytes, 3 left", Refusal("\x9f\xeb\x01"));
  BtfWriter writer;
  writer.Array(0, 3);
  std::string bytes = WithWord(writer.Bytes(), 12, 20);  // four bytes of types are missing
  EXPECT_EQ("a.bpf.o: .BTF+0x24: btf_array needs 12 bytes, 8 left", Refusal(bytes));
}

TEST(BtfReader, NamesTheMemberThatRefersOutside) {
  BtfWriter writer;
  writer.SignedInt();
  writer.Struct("event", 8, {{"pid", 1, 0}, {"mask", 91, 32}});
  EXPECT_EQ(
      "a.bpf.o: .BTF+0x28: type 2 'struct event': member 'mask' refers to type 91; "
      "the section has 2",
      Refusal(writer.Bytes()));
}

TEST(BtfReader, RefusesUnknownKindsByNumber) {
  BtfWriter writer;
  writer.OfKind(20);
  EXPECT_EQ("a.bpf.o: .BTF+0x18: type 1 'odd': kind 20 is not known", Refusal(writer.Bytes()));
}

TEST(BtfReader, RefusesAnotherVersionAndWhatIsNoBtf) {
  BtfWriter writer;
  std::string bytes = writer.Bytes();
  bytes[2] = 2;
  EXPECT_EQ("a.bpf.o: .BTF: BTF version 2 is not known; this tool reads version 1",
            Refusal(bytes));
  EXPECT_EQ("a.bpf.o: .BTF: neither an ELF object nor BTF: the magic is 0x6161, not 0xeb9f",
            Refusal(std::string(24, 'a')));
}

TEST(BtfReader, RefusesPartsThatLieOutsideTheSection) {
  BtfWriter writer;
  writer.SignedInt();
  std::string bytes = writer.Bytes();
  EXPECT_EQ("a.bpf.o: .BTF+0x4: the header claims 4096 bytes, the section has 45",
            Refusal(WithWord(bytes, 4, 4096)));
  EXPECT_EQ(
      "a.bpf.o: .BTF+0xc: the types claim [0x18, 0x100000017), the section has 0x2d bytes",
      Refusal(WithWord(bytes, 12, 0xffffffff)));
  EXPECT_EQ("a.bpf.o: .BTF+0x8: the types are not aligned to 4 bytes",
            Refusal(WithWord(bytes, 8, 2)));
  EXPECT_EQ("a.bpf.o: .BTF+0x28: the strings must begin and end with a NUL byte",
            Refusal(WithWord(bytes, 20, 0)));
  EXPECT_EQ("a.bpf.o: .BTF+0x18: type 1: the name is at 0x99, the strings have 0x5 bytes",
            Refusal(WithWord(bytes, 24, 0x99)));
}

TEST(BtfReader, RefusesAnIntThatItsBytesCannotHold) {
  BtfWriter writer;
  writer.SignedInt();
  EXPECT_EQ("a.bpf.o: .BTF+0x18: type 1 'int': an INT of 4 bytes cannot hold bits [0, 33)",
            Refusal(WithWord(writer.Bytes(), 24 + 12, 33)));
}

TEST(BtfReader, ShowsControlCharactersOfNamesEscaped) {
  BtfWriter writer;
  writer.Struct("a\x1b[31m", 4, {{"b\n", 9, 0}});
  EXPECT_EQ(
      "a.bpf.o: .BTF+0x18: type 1 'struct a\\x1b[31m': member 'b\\x0a' refers to type 9; "
      "the section has 1",
      Refusal(writer.Bytes()));
}

}  // namespace
}  // namespace ecc::btf

#include "btfgen/vmlinux/natural_layout.h"

#include "tests/support/helpers.h"

namespace ecc::vmlinux {
namespace {

using test::BtfWriter;
using Lines = std::vector<std::string>;

// What the members of the tests are of.
struct Scalars : BtfWriter {
  uint32_t c = Int("char", 1, 1);
  uint32_t s = Int("short", 2, 1);
  uint32_t i = SignedInt();
  uint32_t l = Int("long", 8, 1);
};

// The record in short: "packed", then each member's name and the paddings between.
Lines LayoutOf(const BtfWriter& writer, uint32_t record) {
  std::string bytes = writer.Bytes();
  btf::Types types = btf::Read("t", AsBytes(bytes));
  btf::Resolver resolver(types);
  NaturalLayout layout(resolver, {record});
  Lines lines;
  if (layout.is_packed())
    lines.emplace_back("packed");
  auto append = [&](const Lines& padding) {
    lines.insert(lines.end(), padding.begin(), padding.end());
  };
  for (const btf::Member& member : types.members(types[record])) {
    append(layout.PaddingBefore(member));
    lines.emplace_back(member.name);
  }
  append(layout.PaddingAtEnd());
  return lines;
}

Lines LayoutOfStruct(uint32_t size, Scalars writer, std::vector<BtfWriter::Member> members) {
  uint32_t record = writer.Struct("r", size, std::move(members));
  return LayoutOf(writer, record);
}

Lines LayoutOfUnion(uint32_t size, Scalars writer, std::vector<BtfWriter::Member> members) {
  uint32_t record = writer.Union("r", size, std::move(members));
  return LayoutOf(writer, record);
}

TEST(NaturalLayout, WritesNothingWhereTheCompilerDoesTheSame) {
  Scalars t;
  EXPECT_EQ((Lines{"a", "b"}), LayoutOfStruct(16, t, {{"a", t.i, 0}, {"b", t.l, 64}}));
  EXPECT_EQ((Lines{"a", "b"}), LayoutOfStruct(16, t, {{"a", t.l, 0}, {"b", t.c, 64}}));
  EXPECT_EQ((Lines{"a", "b", "c"}),
            LayoutOfStruct(8, t, {{"a", t.c, 0}, {"b", t.s, 16}, {"c", t.i, 32}}));
  EXPECT_EQ(Lines{}, LayoutOfStruct(0, t, {}));
}

TEST(NaturalLayout, FillsGapsWithTheLargestUnitsThatFit) {
  Scalars t;
  EXPECT_EQ((Lines{"a", "int : 32", "b"}),
            LayoutOfStruct(12, t, {{"a", t.i, 0}, {"b", t.i, 64}}));
  EXPECT_EQ((Lines{"a", "char : 8", "short : 16", "int : 32", "long : 64", "b"}),
            LayoutOfStruct(24, t, {{"a", t.c, 0}, {"b", t.l, 128}}));
  EXPECT_EQ((Lines{"long : 64", "int : 32", "short : 16", "char : 8", "a"}),
            LayoutOfStruct(16, t, {{"a", t.c, 120}}));
}

TEST(NaturalLayout, FillsTheEnd) {
  Scalars t;
  EXPECT_EQ((Lines{"a", "int : 32"}), LayoutOfStruct(8, t, {{"a", t.i, 0}}));
  EXPECT_EQ((Lines{"a", "char : 8", "short : 16", "int : 32", "long : 64"}),
            LayoutOfStruct(16, t, {{"a", t.c, 0}}));
  // The compiler itself rounds up to eight bytes, and one more is for us.
  EXPECT_EQ((Lines{"a", "b", "char : 8", "short : 16", "int : 32", "long : 64"}),
            LayoutOfStruct(24, t, {{"a", t.l, 0}, {"b", t.c, 64}}));
  EXPECT_EQ((Lines{"int : 32"}), LayoutOfStruct(4, t, {}));
}

TEST(NaturalLayout, PacksMembersThatStandCloserThanTheirAlignment) {
  Scalars t;
  EXPECT_EQ((Lines{"packed", "a", "b"}), LayoutOfStruct(5, t, {{"a", t.c, 0}, {"b", t.i, 8}}));
  EXPECT_EQ((Lines{"packed", "a", "char : 8", "b"}),
            LayoutOfStruct(6, t, {{"a", t.c, 0}, {"b", t.i, 16}}));
  // Only the size tells.
  EXPECT_EQ((Lines{"packed", "a", "short : 16"}), LayoutOfStruct(6, t, {{"a", t.i, 0}}));
  EXPECT_EQ((Lines{"packed", "a", "b"}), LayoutOfStruct(9, t, {{"a", t.l, 0}, {"b", t.c, 64}}));
}

TEST(NaturalLayout, AMemberOfAPackedRecordNeedsNoAlignment) {
  Scalars t;
  uint32_t packed = t.Struct("p", 5, {{"a", t.c, 0}, {"b", t.i, 8}});
  EXPECT_EQ((Lines{"a", "p"}), LayoutOfStruct(6, t, {{"a", t.c, 0}, {"p", packed, 8}}));
}

TEST(NaturalLayout, PutsBitFieldsBehindEachOther) {
  Scalars t;
  EXPECT_EQ((Lines{"a", "b"}), LayoutOfStruct(4, t, {{"a", t.i, 0, 3}, {"b", t.i, 3, 29}}));
  // One that does not fit into what is left of its unit begins the next.
  EXPECT_EQ((Lines{"a", "b"}), LayoutOfStruct(8, t, {{"a", t.i, 0, 3}, {"b", t.i, 32, 30}}));
  // This one would fit.
  EXPECT_EQ((Lines{"a", "char : 5", "char : 8", "short : 16", "b"}),
            LayoutOfStruct(8, t, {{"a", t.i, 0, 3}, {"b", t.i, 32, 29}}));
  EXPECT_EQ((Lines{"a", "char : 2", "b"}),
            LayoutOfStruct(4, t, {{"a", t.i, 0, 3}, {"b", t.i, 5, 2}}));
  EXPECT_EQ((Lines{"a", "char : 5", "b"}),
            LayoutOfStruct(4, t, {{"a", t.i, 0, 3}, {"b", t.i, 8, 2}}));
  // A member that is none begins at its own alignment.
  EXPECT_EQ((Lines{"a", "b"}), LayoutOfStruct(4, t, {{"a", t.i, 0, 3}, {"b", t.s, 16}}));
}

TEST(NaturalLayout, FillsBehindBitFields) {
  Scalars t;
  EXPECT_EQ(Lines{"a"}, LayoutOfStruct(4, t, {{"a", t.i, 0, 3}}));
  EXPECT_EQ((Lines{"a", "char : 5", "char : 8", "short : 16", "int : 32"}),
            LayoutOfStruct(8, t, {{"a", t.i, 0, 3}}));
}

TEST(NaturalLayout, PacksBitFieldsThatCrossTheirUnit) {
  Scalars t;
  EXPECT_EQ((Lines{"packed", "a", "b", "char : 4", "char : 8", "short : 16"}),
            LayoutOfStruct(8, t, {{"a", t.i, 0, 28}, {"b", t.i, 28, 8}}));
  EXPECT_EQ((Lines{"packed", "a", "b", "c"}),
            LayoutOfStruct(6, t, {{"a", t.i, 0, 28}, {"b", t.i, 28, 8}, {"c", t.c, 40}}));
  EXPECT_EQ((Lines{"a", "b"}), LayoutOfStruct(4, t, {{"a", t.i, 0, 28}, {"b", t.i, 28, 4}}));
}

// A stranger's type, whose bytes are none.
TEST(NaturalLayout, TakesBitFieldsOfATypeWithoutSize) {
  Scalars t;
  uint32_t empty = t.Struct("empty", 0, {});
  EXPECT_EQ((Lines{"a", "b"}), LayoutOfStruct(1, t, {{"a", empty, 0, 1}, {"b", empty, 1, 1}}));
}

TEST(NaturalLayout, OfAUnionOnlyTheSizeIsPadded) {
  Scalars t;
  EXPECT_EQ((Lines{"a", "b"}), LayoutOfUnion(8, t, {{"a", t.c, 0}, {"b", t.l, 0}}));
  EXPECT_EQ((Lines{"a", "char __ecc_size[8]"}), LayoutOfUnion(8, t, {{"a", t.i, 0}}));
  // The compiler rounds up by itself: the longest to its alignment.
  uint32_t five = t.Array(t.c, 5);
  EXPECT_EQ((Lines{"a", "b"}), LayoutOfUnion(8, t, {{"a", five, 0}, {"b", t.i, 0}}));
  EXPECT_EQ((Lines{"a", "b", "char __ecc_size[12]"}),
            LayoutOfUnion(12, t, {{"a", five, 0}, {"b", t.i, 0}}));
  EXPECT_EQ((Lines{"packed", "a", "char __ecc_size[5]"}), LayoutOfUnion(5, t, {{"a", t.i, 0}}));
  EXPECT_EQ(Lines{"a"}, LayoutOfUnion(4, t, {{"a", t.i, 0, 3}}));
  EXPECT_EQ((Lines{"a", "char __ecc_size[8]"}), LayoutOfUnion(8, t, {{"a", t.i, 0, 31}}));
}

TEST(NaturalLayout, FillsALongGapAtOnce) {
  Scalars t;
  constexpr uint32_t kLong = 4096 * 8;
  // 4096 bytes are not long: 8, 16, 32 bits, then 511 times 64, then 8.
  Lines lines = LayoutOfStruct(4098, t, {{"a", t.c, 0}, {"b", t.c, 8 + kLong}});
  ASSERT_EQ(2u + 3 + 511 + 1, lines.size());
  EXPECT_EQ("char : 8", lines[1]);
  EXPECT_EQ("long : 64", lines[4]);
  EXPECT_EQ((Lines{"a", "char __ecc_gap_1[4097]", "b"}),
            LayoutOfStruct(4099, t, {{"a", t.c, 0}, {"b", t.c, 16 + kLong}}));
  EXPECT_EQ((Lines{"a", "char : 5", "char __ecc_gap_1[4999]", "b"}),
            LayoutOfStruct(5004, t, {{"a", t.i, 0, 3}, {"b", t.c, 5000 * 8}}));
  EXPECT_EQ((Lines{"a", "char __ecc_gap_1[5000]", "char : 3", "b"}),
            LayoutOfStruct(5002, t, {{"a", t.c, 0}, {"b", t.c, 5001 * 8 + 3, 5}}));
  EXPECT_EQ((Lines{"a", "char __ecc_gap_1[4294967293]"}),
            LayoutOfStruct(UINT32_MAX - 1, t, {{"a", t.c, 0}}));
}

}  // namespace
}  // namespace ecc::vmlinux

#include "btfgen/btf/raw_types.h"

#include "btfgen/btf/word_writer.h"
#include "tests/support/helpers.h"

namespace ecc::btf {
namespace {

using test::BtfWriter;
using Words = std::vector<uint32_t>;

// A section and what is read of it, which must not move.
struct Raw {
  explicit Raw(std::string section)
      : bytes(std::move(section)),
        types(Read("t", AsBytes(bytes))),
        raw(types, AsBytes(bytes)) {}
  explicit Raw(const BtfWriter& writer) : Raw(writer.Bytes()) {}

  Words Of(uint32_t id) const {
    auto words = raw.Words(id);
    return {words.begin(), words.end()};
  }

  std::string bytes;
  Types types;
  RawTypes raw;
};

TEST(RawTypes, GivesTheWordsOfEachTypeInThisMachinesOrder) {
  for (std::endian order : {std::endian::little, std::endian::big}) {
    BtfWriter writer(order);
    uint32_t number = writer.SignedInt();
    uint32_t pointer = writer.Ptr(number);
    uint32_t record = writer.Struct("s", 8, {{"x", number, 0, 3}, {"y", pointer, 32}});
    uint32_t wide = writer.Enum64("e", {{"A", -2}}, true);
    uint32_t last = writer.Var("v", number, 2);
    Raw read(writer);
    EXPECT_EQ(&read.types, &read.raw.types());
    EXPECT_EQ(Words(), read.Of(0));
    EXPECT_EQ((Words{1, 1 << 24, 4, 1 << 24 | 32}), read.Of(number));
    EXPECT_EQ((Words{0, 2 << 24, number}), read.Of(pointer));
    EXPECT_EQ((Words{5, 1U << 31 | 4 << 24 | 2, 8, 7, number, 3 << 24, 9, pointer, 32}),
              read.Of(record));
    EXPECT_EQ((Words{11, 1U << 31 | 19 << 24 | 1, 8, 13, UINT32_MAX - 1, UINT32_MAX}),
              read.Of(wide));
    EXPECT_EQ((Words{15, 14 << 24, number, 2}), read.Of(last));
  }
}

TEST(RawTypes, FindsTypesAndStringsWhereTheHeaderSays) {
  // The header has a word more than we know, and the strings come before the types.
  WordWriter writer(std::endian::native);
  writer.AddMagic();
  for (uint32_t word : {28u, 8u, 12u, 0u, 5u, 0xffffffffu}) writer.Add(word);
  writer.Append(std::string("\0ptr\0\0\0\0", 8));
  for (uint32_t word : {0u, 2u << 24, 0u}) writer.Add(word);
  Raw read(writer.bytes());
  EXPECT_EQ((Words{0, 2 << 24, 0}), read.Of(1));
  EXPECT_EQ("ptr", read.raw.String(1, ""));
}

TEST(RawTypes, KeepsTheTypeOfAnArraysIndex) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t array = writer.Array(number, 7);
  writer.Float("double", 8);
  constexpr size_t kIndexAt = 24 + 16 + 12 + 4;
  auto with_index = [&](uint32_t index) {
    std::string bytes = writer.Bytes();
    std::memcpy(bytes.data() + kIndexAt, &index, sizeof(index));
    return bytes;
  };
  EXPECT_EQ(3u, Raw(with_index(3)).raw.ArrayIndex(array));
  EXPECT_EQ("t: type 2: the index of the array is of type 4; the section has 3",
            test::ErrorFrom([&] { Raw read(with_index(4)); }));
}

TEST(RawTypes, GivesStringsUpToTheLast) {
  BtfWriter writer;
  writer.Float("double", 8);
  Raw read(writer);
  EXPECT_EQ("", read.raw.String(0, ""));
  EXPECT_EQ("double", read.raw.String(1, ""));
  EXPECT_EQ("uble", read.raw.String(3, ""));
  EXPECT_EQ("", read.raw.String(7, ""));
  EXPECT_EQ("t: the string of a line is at 0x8, the strings have 0x8 bytes",
            test::ErrorFrom([&] { read.raw.String(8, "a line"); }));
}

}  // namespace
}  // namespace ecc::btf

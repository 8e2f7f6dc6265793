#include "support/byte_reader.h"

#include "tests/support/helpers.h"

namespace ecc {
namespace {

constexpr std::string_view kBytes = "\x01\x02\x03\x04\x05\x06";

TEST(ByteReader, ReadsEitherByteOrder) {
  EXPECT_EQ(0x04030201,
            ByteReader(InFile("x"), AsBytes(kBytes), std::endian::little).ReadU32());
  EXPECT_EQ(0x01020304, ByteReader(InFile("x"), AsBytes(kBytes), std::endian::big).ReadU32());
}

TEST(ByteReader, KnowsWhereItIs) {
  ByteReader reader(InFile("x"), AsBytes(kBytes), std::endian::little, 16);
  EXPECT_EQ(16, reader.offset());
  EXPECT_EQ(6, reader.left());
  reader.ReadU32();
  EXPECT_EQ(20, reader.offset());
  EXPECT_FALSE(reader.AtEnd());
  reader.Skip(2);
  EXPECT_TRUE(reader.AtEnd());
  reader.Require(0, "nothing");
}

TEST(ByteReader, NamesThePlaceOfWhatIsMissing) {
  ByteReader reader(InFile("a.o: .BTF"), AsBytes(kBytes), std::endian::little, 16);
  reader.Require(6, "all");
  reader.ReadU32();
  std::string message = test::ErrorFrom([&] { reader.Require(3, "a member"); });
  EXPECT_TRUE(message.starts_with("a.o: .BTF+0x14: ")) << message;
  EXPECT_NE(message.npos, message.find("a member")) << message;
  message = test::ErrorFrom([&] { reader.Fail(0x1f4, "is odd"); });
  EXPECT_TRUE(message.starts_with("a.o: .BTF+0x1f4: is odd")) << message;
}

}  // namespace
}  // namespace ecc

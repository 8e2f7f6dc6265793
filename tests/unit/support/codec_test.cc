#include "support/codec.h"

#include <zlib.h>

#include "tests/support/helpers.h"

namespace ecc {
namespace {

using test::ErrorFrom;
// Texts with a NUL in them.
using std::string_literals::operator""s;

TEST(Codec, ReturnsWhatWasPutIn) {
  for (size_t size : {0, 1, 2, 3, 1000, 100000}) {
    std::string bytes;
    for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(i * i));
    EXPECT_EQ(bytes, DecodeObject(EncodeObject(bytes), size));
  }
}

TEST(Codec, RefusesAWrongSize) {
  std::string text = EncodeObject("hello");
  std::string expected = "the object does not have the ";
  EXPECT_EQ(expected + "4 bytes that the package claims",
            ErrorFrom([&] { DecodeObject(text, 4); }));
  EXPECT_EQ(expected + "6 bytes that the package claims",
            ErrorFrom([&] { DecodeObject(text, 6); }));
}

TEST(Codec, RefusesWhatIsNoBase64) {
  for (const std::string& text :
       {"abc"s, "ab=c"s, "ab c"s, "===="s, "abcd\n"s, "ab\0d"s, "abc\0"s}) {
    EXPECT_EQ("the object is no base64", ErrorFrom([&] { DecodeObject(text, 3); })) << text;
  }
}

TEST(Codec, RefusesWhatIsNoZlibStream) {
  EXPECT_EQ("the object is no zlib stream", ErrorFrom([] { DecodeObject("QUJDREVG", 3); }));
}

TEST(Codec, DoesNotUnpackABomb) {
  std::string bomb = EncodeObject(std::string(64 << 20, '\0'));
  EXPECT_EQ("the object does not have the 1000 bytes that the package claims",
            ErrorFrom([&] { DecodeObject(bomb, 1000); }));
  EXPECT_EQ("the object claims 67108865 bytes; no BPF object is that large",
            ErrorFrom([] { Decompress("", kMaxObjectSize + 1); }));
  EXPECT_EQ("the object claims 18446744073709551615 bytes; no BPF object is that large",
            ErrorFrom([&] { DecodeObject(bomb, UINT64_MAX); }));
}

TEST(Sha256, IsTheStandardsOne) {
  EXPECT_EQ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Sha256("abc"));
}

}  // namespace
}  // namespace ecc

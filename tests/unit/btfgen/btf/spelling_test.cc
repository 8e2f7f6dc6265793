#include "btfgen/btf/spelling.h"

#include "tests/support/helpers.h"

namespace ecc::btf {
namespace {

using test::BtfWriter;

TEST(Declare, WritesWhatOnlyPrecedenceExplains) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t proto = writer.FuncProto(number, {writer.Const(writer.Ptr(0)), number, 0});
  uint32_t f = writer.Ptr(writer.Array(writer.Ptr(proto), 3));
  uint32_t matrix = writer.Array(writer.Array(number, 4), 3);
  uint32_t text = writer.Ptr(writer.Const(writer.Int("char", 1, 1)));
  uint32_t constant = writer.Const(text);

  Types types = Read("t", AsBytes(writer.Bytes()));
  auto declare = [&](uint32_t id, std::string_view name,
                     Qualifiers qualifiers = Qualifiers::kKeep) {
    return Declare(types, {id}, name, qualifiers);
  };
  EXPECT_EQ("int (*(*f)[3])(void *const, int, ...)", declare(f, "f"));
  EXPECT_EQ("int m[3][4]", declare(matrix, "m"));
  EXPECT_EQ("int[3][4]", declare(matrix, ""));
  EXPECT_EQ("const char *const p", declare(constant, "p"));
  EXPECT_EQ("char *", declare(constant, "", Qualifiers::kDrop));
}

TEST(Declare, RefusesFunctionsThatTakeFunctionsThatTakeFunctions) {
  BtfWriter writer;
  uint32_t type = writer.SignedInt();
  for (int i = 0; i < 2000; ++i) type = writer.Ptr(writer.FuncProto(0, {type}));
  const std::string bytes = writer.Bytes();
  Types types = Read("t", AsBytes(bytes));
  EXPECT_EQ("t: a type is too deep to be written in C",
            test::ErrorFrom([&] { Declare(types, {type}, "", Qualifiers::kKeep); }));
}

TEST(Declare, RefusesPointersInACircle) {
  BtfWriter writer;
  writer.Ptr(2);
  writer.Ptr(1);
  Types types = Read("t", AsBytes(writer.Bytes()));
  EXPECT_EQ("t: a type is too deep to be written in C",
            test::ErrorFrom([&] { Declare(types, {1}, "p", Qualifiers::kKeep); }));
}

TEST(SpellInt, HasOneNameForEachOfCs) {
  auto spell = [](std::string_view name, uint32_t size, uint8_t encoding) {
    Type type;
    type.kind = Kind::kInt;
    type.name = name;
    type.size = size;
    type.encoding = encoding;
    return SpellInt(type);
  };
  EXPECT_EQ("unsigned long", spell("long unsigned int", 8, 0));
  EXPECT_EQ("long long", spell("long long int", 8, 1));
  EXPECT_EQ("unsigned short", spell("short unsigned int", 2, 0));
  EXPECT_EQ("unsigned __int128", spell("__int128 unsigned", 16, 0));
  EXPECT_EQ("_Bool", spell("bool", 1, 4));
  EXPECT_EQ("unsigned char", spell("u8", 1, 0)) << "Rust's name";
  EXPECT_EQ("int", spell("long int", 4, 1)) << "of a 32-bit kernel";
}

}  // namespace
}  // namespace ecc::btf

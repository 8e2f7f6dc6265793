#include "btfgen/btf/types.h"

#include "tests/support/helpers.h"

namespace ecc::btf {
namespace {

TEST(Types, AreNamedAsCNamesThem) {
  test::BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t record = writer.Struct("event", 4, {{"pid", number, 0}});
  uint32_t anonymous = writer.Union("", 4, {{"pid", number, 0}});
  uint32_t forward = writer.Fwd("later", true);
  uint32_t alias = writer.Typedef("pid_t", number);
  uint32_t pointer = writer.Ptr(number);
  uint32_t section = writer.Datasec(".bss", 0, {});
  std::string bytes = writer.Bytes();
  Types types = Read("t", AsBytes(bytes));
  EXPECT_EQ("void", Describe(types[0u]));
  EXPECT_EQ("int", Describe(types[number]));
  EXPECT_EQ("struct event", Describe(types[record]));
  EXPECT_EQ("union <anonymous>", Describe(types[anonymous]));
  EXPECT_EQ("union later", Describe(types[forward]));
  EXPECT_EQ("typedef pid_t", Describe(types[alias]));
  EXPECT_EQ("PTR <anonymous>", Describe(types[pointer]));
  EXPECT_EQ(section, types.FindDatasec(".bss"));
  EXPECT_FALSE(types.FindDatasec(".data"));
}

TEST(Types, HaveTheNamesOfTheFormat) {
  EXPECT_EQ("VOID", KindName(Kind::kVoid));
  EXPECT_EQ("FUNC_PROTO", KindName(Kind::kFuncProto));
  EXPECT_EQ("ENUM64", KindName(Kind::kEnum64));
}

}  // namespace
}  // namespace ecc::btf

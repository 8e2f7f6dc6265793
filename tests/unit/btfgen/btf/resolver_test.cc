#include "btfgen/btf/resolver.h"

#include "tests/support/helpers.h"

namespace ecc::btf {
namespace {

using test::BtfWriter;
using test::ErrorFrom;

std::string Refusal(const BtfWriter& writer) {
  return ErrorFrom([&] {
    Types types = Read("t", AsBytes(writer.Bytes()));
    Resolver resolver(types);
  });
}

TEST(Resolver, KnowsSizesAndAlignments) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t wide = writer.Int("__int128", 16, 1);
  uint32_t pointer = writer.Ptr(0);
  uint32_t array = writer.Array(pointer, 3);
  uint32_t record = writer.Struct("s", 32, {{"a", number, 0}, {"b", array, 64}});
  uint32_t packed = writer.Struct("p", 12, {{"a", number, 0}, {"b", pointer, 32}});
  uint32_t odd = writer.Struct("o", 6, {{"a", number, 0}});
  uint32_t alias = writer.Typedef("alias", writer.Const(record));
  uint32_t fwd = writer.Fwd("f");

  Types types = Read("t", AsBytes(writer.Bytes()));
  Resolver resolver(types);
  EXPECT_EQ(4u, resolver.Size({number}));
  EXPECT_EQ(16u, resolver.Alignment({wide}));
  EXPECT_EQ(24u, resolver.Size({array}));
  EXPECT_EQ(8u, resolver.Alignment({record}));
  EXPECT_EQ(1u, resolver.Alignment({packed}));
  EXPECT_EQ(1u, resolver.Alignment({odd}));
  EXPECT_EQ(32u, resolver.Size({alias}));
  EXPECT_EQ(TypeId{record}, resolver.Strip({alias}));
  EXPECT_EQ(TypeId{alias}, resolver.InnermostTypedef({alias}));
  EXPECT_FALSE(resolver.IsSized({fwd}));
  EXPECT_FALSE(resolver.IsSized({0}));
}

TEST(Resolver, RefusesATypeThatContainsItself) {
  BtfWriter record;
  record.Struct("a", 4, {{"b", 2, 0}});
  record.Array(1, 1);
  EXPECT_EQ("t: type 1 'struct a' contains itself", Refusal(record));

  BtfWriter alias;
  alias.Typedef("a", 2);
  alias.Const(1);
  EXPECT_EQ("t: type 1 'typedef a' contains itself", Refusal(alias));

  BtfWriter list;  // a pointer contains nothing
  list.Struct("node", 8, {{"next", 2, 0}});
  list.Ptr(1);
  Types types = Read("t", AsBytes(list.Bytes()));
  Resolver resolver(types);
  EXPECT_EQ(8u, resolver.Size({1}));
}

TEST(Resolver, GivesPointersTheSizeOfLong) {
  for (uint32_t size : {4u, 8u}) {
    BtfWriter writer;
    writer.Int("long unsigned int", size, 0);
    uint32_t pointer = writer.Ptr(writer.SignedInt());
    const std::string bytes = writer.Bytes();
    Types types = Read("t", AsBytes(bytes));
    Resolver resolver(types);
    EXPECT_EQ(size, resolver.Size({pointer}));
    EXPECT_EQ(size, resolver.Alignment({pointer}));
  }
}

TEST(Resolver, FollowsAMillionTypedefs) {
  BtfWriter writer;
  uint32_t id = writer.SignedInt();
  for (int i = 0; i < 1'000'000; ++i) id = writer.Typedef("t", id + 2);
  writer.SignedInt();
  Types types = Read("t", AsBytes(writer.Bytes()));
  Resolver resolver(types);
  EXPECT_EQ(4u, resolver.Size({2}));
}

TEST(Resolver, RefusesArraysThatNoMemoryHolds) {
  BtfWriter writer;
  uint32_t id = writer.Array(writer.SignedInt(), 1u << 20);
  writer.Array(id, 1u << 20);
  EXPECT_EQ("t: type 3: an array of 1048576 elements of 4194304 bytes takes 4 GiB or more",
            Refusal(writer));
}

}  // namespace
}  // namespace ecc::btf

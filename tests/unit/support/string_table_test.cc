#include "support/string_table.h"

#include <gtest/gtest.h>

#include <string>

namespace ecc {
namespace {

std::string Stored(const StringTable& table, uint32_t offset) {
  return table.bytes().c_str() + offset;
}

TEST(StringTable, SharesEndsAndEquals) {
  StringTable table;
  for (const char* text : {"pid", "tgpid", "id", "tgpid", "", "name"}) table.Place(text);
  table.Build();
  // Two strings hold all of them.
  EXPECT_EQ(table.bytes().size(), 1 + sizeof("tgpid") + sizeof("name"));
  for (const char* text : {"pid", "tgpid", "id", "name"})
    EXPECT_EQ(Stored(table, table.Place(text)), text);
  EXPECT_EQ(table.Place(""), 0u);
}

TEST(StringTable, DoesNotDependOnTheOrder) {
  StringTable one;
  StringTable other;
  for (const char* text : {"b", "ab", "c", "xyz", "z"}) one.Place(text);
  for (const char* text : {"z", "xyz", "c", "ab", "b"}) other.Place(text);
  one.Build();
  other.Build();
  EXPECT_EQ(one.bytes(), other.bytes());
}

TEST(StringTable, OfNothingIsOneByte) {
  StringTable table;
  table.Build();
  EXPECT_EQ(table.bytes(), std::string(1, '\0'));
  EXPECT_EQ(table.Place(""), 0u);
}

}  // namespace
}  // namespace ecc

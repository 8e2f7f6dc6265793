#include "btfgen/layout/libc_names.h"

#include <gtest/gtest.h>

namespace ecc::layout {
namespace {

TEST(LibcNames, KnowTypesAndMacros) {
  EXPECT_TRUE(IsLibcTypeName("stat"));
  EXPECT_TRUE(IsLibcTypeName("regex_t"));
  EXPECT_FALSE(IsLibcTypeName("event"));
  EXPECT_FALSE(IsLibcTypeName("sta"));
  EXPECT_TRUE(IsLibcMacroName("stdin"));
  EXPECT_FALSE(IsLibcMacroName("comm"));
}

TEST(LibcNames, GiveWayByAnUnderscore) {
  EXPECT_EQ("comm", SafeIdentifier("comm"));
  EXPECT_EQ("stdin_", SafeIdentifier("stdin"));
  EXPECT_EQ("class_", SafeIdentifier("class"));
  EXPECT_EQ("a_b", SafeIdentifier("a-b"));
}

}  // namespace
}  // namespace ecc::layout

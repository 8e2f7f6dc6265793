#include "loader/kernel/target.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace ecc::loader {
namespace {

using Parts = std::pair<std::string, std::string>;

TEST(Target, IsSplitAtTheLastSeparator) {
  EXPECT_EQ(Parts("lo", "egress"), SplitAtLast("lo:egress", ':'));
  EXPECT_EQ(Parts("/a:b/c", "main"), SplitAtLast("/a:b/c:main", ':'));
  EXPECT_EQ(Parts("lo", ""), SplitAtLast("lo", ':'));
}

TEST(Target, HasNumbersOfBothKinds) {
  uint64_t number = 0;
  EXPECT_TRUE(ParseNumber("99", number));
  EXPECT_EQ(99U, number);
  EXPECT_TRUE(ParseNumber("0x1040", number));
  EXPECT_EQ(0x1040U, number);
  for (const char* text : {"", "0x", "1a", "-1", "0xg", "99999999999999999999"})
    EXPECT_FALSE(ParseNumber(text, number)) << text;
}

}  // namespace
}  // namespace ecc::loader

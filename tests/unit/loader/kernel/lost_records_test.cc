#include "loader/kernel/lost_records.h"

#include <gtest/gtest.h>

#include "loader/kernel/kernel_error.h"

namespace ecc::loader {
namespace {

// A counter as the program lays it out: 56 bytes of name, 8 of number.
std::string Counter(std::string name, uint64_t count) {
  name.resize(56);
  name.append(reinterpret_cast<const char*>(&count), sizeof(count));
  return name;
}

std::string Sum(const std::string& section) {
  std::string text;
  for (const LostRecords& lost : SumLostRecords(AsBytes(section)))
    text += lost.buffer + "=" + std::to_string(lost.count) + " ";
  return text;
}

TEST(LostRecords, AddsUpTheCallsOfABuffer) {
  EXPECT_EQ("", Sum(""));
  EXPECT_EQ("events=5 map=1 ",
            Sum(Counter("&events", 2) + Counter("map", 1) + Counter("&events", 3)));
}

TEST(LostRecords, LeavesOutWhoLostNothing) {
  EXPECT_EQ("b=1 ", Sum(Counter("&a", 0) + Counter("&b", 1)));
}

// Nothing says that a stranger's section is whole, ends its names or adds up.
TEST(LostRecords, BelievesNothing) {
  EXPECT_EQ("", Sum(Counter("&a", 1).substr(0, 63)));
  EXPECT_EQ("a=1 ", Sum(Counter("&a", 1) + "rest"));
  EXPECT_EQ(std::string(56, 'n') + "=1 ", Sum(Counter(std::string(56, 'n'), 1)));
  EXPECT_EQ("a=" + std::to_string(UINT64_MAX) + " ",
            Sum(Counter("a", UINT64_MAX) + Counter("a", 7)));
}

TEST(LostRecords, ReadsOnlyMaps) {
  EXPECT_THROW(ReadLostRecords(-1), KernelError);
}

}  // namespace
}  // namespace ecc::loader

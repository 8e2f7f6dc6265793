#include "loader/permission/permission.h"

#include <gtest/gtest.h>

namespace ecc::loader {
namespace {

TEST(Permissions, TakesPatterns) {
  EXPECT_TRUE(IsAllowed({"lo"}, "lo"));
  EXPECT_FALSE(IsAllowed({"lo"}, "lo1"));
  EXPECT_FALSE(IsAllowed({}, "lo"));
  EXPECT_TRUE(IsAllowed({"eth0", "/sys/fs/cgroup/mine/*"}, "/sys/fs/cgroup/mine/a"));
}

TEST(Permissions, APatternDoesNotLeadBack) {
  EXPECT_FALSE(IsAllowed({"/sys/fs/cgroup/mine/*"}, "/sys/fs/cgroup/mine/../others"));
  EXPECT_FALSE(IsAllowed({"*"}, "/a/.."));
}

}  // namespace
}  // namespace ecc::loader

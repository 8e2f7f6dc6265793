#include "support/kernel_version.h"

#include "tests/support/helpers.h"

namespace ecc {
namespace {

TEST(KernelVersion, IsComparedByItsNumbers) {
  EXPECT_LT((KernelVersion{5, 8}), (KernelVersion{5, 10}));
  EXPECT_LT((KernelVersion{5, 19}), (KernelVersion{6, 0}));
  EXPECT_EQ((KernelVersion{6, 1}), ParseKernelVersion("6.1"));
  EXPECT_EQ("5.15", ToString(KernelVersion{5, 15}));
  EXPECT_EQ("0.0", ToString(KernelVersion{}));
}

TEST(KernelVersion, IsReadFromReleases) {
  EXPECT_EQ("5.4", ToString(*ParseKernelVersion("5.4.0-150-generic")));
  EXPECT_EQ("6.18", ToString(*ParseKernelVersion("6.18-rc1")));
  for (const char* text :
       {"", ".", "5", "5.", ".4", "5..4", "5.4x", " 5.4", "5.-4", "99999999999.1"})
    EXPECT_FALSE(ParseKernelVersion(text)) << text;
}

}  // namespace
}  // namespace ecc

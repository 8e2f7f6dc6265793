#include "support/parallel.h"

#include <atomic>
#include <vector>

#include "tests/support/helpers.h"

namespace ecc {
namespace {

TEST(Parallel, DoesEachPieceOnce) {
  for (unsigned jobs : {1u, 2u, 50u}) {
    std::vector<std::atomic<int>> done(20);
    EXPECT_TRUE(ForEach(20, jobs, [&](size_t i) { ++done[i]; }));
    for (const auto& one : done) EXPECT_EQ(1, one);
  }
  EXPECT_TRUE(ForEach(0, 4, [](size_t) { FAIL(); }));
}

TEST(Parallel, TellsWhatFailedInOrderAndDoesTheRest) {
  std::atomic<int> done = 0;
  testing::internal::CaptureStderr();
  EXPECT_FALSE(ForEach(6, 3, [&](size_t i) {
    ++done;
    if (i % 2 == 1)
      throw Error("number " + std::to_string(i));
  }));
  std::string said = testing::internal::GetCapturedStderr();
  EXPECT_EQ(6, done);
  size_t one = said.find("number 1"), three = said.find("number 3"),
         five = said.find("number 5");
  ASSERT_NE(said.npos, five) << said;
  EXPECT_LT(one, three) << said;
  EXPECT_LT(three, five) << said;
}

TEST(Parallel, LetsTheExceptionOfASingleOneThrough) {
  EXPECT_EQ("alone",
            test::ErrorFrom([] { ForEach(1, 4, [](size_t) { throw Error("alone"); }); }));
}

}  // namespace
}  // namespace ecc

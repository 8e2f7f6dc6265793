#include "support/nearest.h"

#include "tests/support/helpers.h"

namespace ecc {
namespace {

using Names = std::vector<std::string>;

TEST(Nearest, FindsWhatWasMistyped) {
  std::vector<std::string_view> candidates = {"output-path", "header-only", "verbose",
                                              "version"};
  EXPECT_EQ(Names({"output-path"}), Nearest("ouput-path", candidates));
  EXPECT_EQ(Names({"verbose"}), Nearest("verbsoe", candidates));
  EXPECT_EQ(Names({"output-path"}), Nearest("output", candidates));
  EXPECT_EQ(Names(), Nearest("frobnicate", candidates));
  EXPECT_EQ(Names(), Nearest("", candidates));
}

TEST(Nearest, PutsTheNearestFirst) {
  EXPECT_EQ(Names({"task_struct", "tasks_struct"}),
            Nearest("task_strcut", {"tasks_struct", "task_struct", "mm_struct"}));
}

}  // namespace
}  // namespace ecc

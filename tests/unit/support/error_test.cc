#include "support/error.h"

#include "tests/support/helpers.h"

namespace ecc {
namespace {

using test::ErrorFrom;

TEST(Diagnostics, ListsFindingsUpToALimit) {
  Diagnostics diagnostics;
  diagnostics.ThrowIfAny("nothing is wrong");
  diagnostics.Add("one");
  EXPECT_EQ("it is wrong:\n  one", ErrorFrom([&] { diagnostics.ThrowIfAny("it is wrong:"); }));
  diagnostics.Add("two");
  diagnostics.Add("three");
  EXPECT_EQ("x\n  one\n  two\n  three", ErrorFrom([&] { diagnostics.ThrowIfAny("x", 3); }));
  EXPECT_EQ("x\n  one\n  two\n  … and 1 more",
            ErrorFrom([&] { diagnostics.ThrowIfAny("x", 2); }));
}

TEST(Error, HasACodeAndARemedy) {
  Error error(code::kPath, "it is wrong", "do otherwise");
  EXPECT_STREQ("it is wrong\nhelp: do otherwise", error.what());
  EXPECT_EQ(code::kPath.name, error.code().name);
  EXPECT_EQ(code::kRefused.name, Error("x").code().name);
}

TEST(CapturedMessages, TakeWhatThisThreadSays) {
  std::string outer, inner;
  {
    CapturedMessages first(outer);
    WriteToStderr("a");
    {
      CapturedMessages second(inner);
      WriteToStderr("b");
    }
    WriteToStderr("c");
  }
  EXPECT_EQ("ac", outer);
  EXPECT_EQ("b", inner);
}

int ExitCode(int (*body)(int, char**), std::string& said) {
  CapturedMessages captured(said);
  return RunMain("ecc", body, 0, nullptr);
}

TEST(RunMain, TurnsExceptionsIntoExitCodes) {
  std::string said;
  EXPECT_EQ(0, ExitCode([](int, char**) { return 0; }, said));
  EXPECT_EQ(7, ExitCode([](int, char**) { return 7; }, said));
  EXPECT_EQ("", said);
  EXPECT_EQ(1, ExitCode([](int, char**) -> int { throw Error("refused"); }, said));
  EXPECT_EQ(2, ExitCode([](int, char**) -> int { throw UsageError("not understood"); }, said));
  EXPECT_NE(said.npos, said.find("refused")) << said;
  EXPECT_NE(said.npos, said.find("not understood")) << said;
}

}  // namespace
}  // namespace ecc

#include "support/error.h"

#include "tests/support/helpers.h"

namespace ecc {
namespace {

using test::ErrorFrom;

TEST(Findings, AreListedUpToALimit) {
  Findings findings;
  findings.ThrowIfAny("nothing is wrong");
  findings.Add("one");
  EXPECT_EQ("it is wrong:\n  one", ErrorFrom([&] { findings.ThrowIfAny("it is wrong:"); }));
  findings.Add(AtLine("a.c", 2), "two");
  findings.Add("three");
  auto refusal = [&](size_t limit) {
    return ErrorFrom([&] { findings.ThrowIfAny(code::kLayout, InFile("a.o"), "x", limit); });
  };
  EXPECT_EQ("a.o: x\n  one\n  a.c:2: two\n  three", refusal(3));
  EXPECT_EQ("a.o: x\n  one\n  a.c:2: two\n  … and 1 more", refusal(2));
}

TEST(Error, HasACodeAndARemedy) {
  Error error(code::kPath, "it is wrong", "do otherwise");
  EXPECT_STREQ("it is wrong\nhelp: do otherwise", error.what());
  EXPECT_EQ(code::kPath.name, error.diagnostic().code);
  EXPECT_EQ("do otherwise", error.diagnostic().help);
  EXPECT_EQ(code::kRefused.name, Error("x").diagnostic().code);
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

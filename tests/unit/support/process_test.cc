#include "support/process.h"

#include <unistd.h>

#include "support/files.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

ProcessResult Shell(const std::string& script, Capture capture = Capture::kOutput) {
  return ecc::Run({"sh", "-c", script}, capture);
}

TEST(Process, ReturnsTheExitCode) {
  EXPECT_EQ(0, Shell("exit 0").exit_code);
  EXPECT_EQ(7, Shell("exit 7").exit_code);
  EXPECT_EQ(128 + 9, Shell("kill -9 $$").exit_code);
  EXPECT_EQ(128 + 6, Shell("kill -6 $$").exit_code);
}

TEST(Process, CapturesWhatItIsToldTo) {
  EXPECT_EQ("out\n", Shell("echo out").output);
  EXPECT_EQ("err\n", Shell("echo err >&2", Capture::kErrors).output);
  EXPECT_EQ("out\nerr\n", Shell("echo out; echo err >&2", Capture::kBoth).output);
  EXPECT_EQ("", Shell("exit 0", Capture::kNothing).output);
  std::string much = Shell("head -c 300000 /dev/zero | tr '\\0' x").output;
  EXPECT_EQ(std::string(300000, 'x'), much);
}

TEST(Process, TellsThatThereIsNoSuchProgram) {
  ProcessResult result = ecc::Run({"no-such-program-anywhere"}, Capture::kOutput);
  EXPECT_FALSE(result.found);
  EXPECT_TRUE(Shell("exit 127").found);
}

TEST(Process, TakesArgumentsAsTheyAre) {
  EXPECT_EQ("a b|$x|\n|",
            ecc::Run({"printf", "%s|", "a b", "$x", "\n"}, Capture::kOutput).output);
}

TEST(Process, RunsInOtherSurroundings) {
  TemporaryDirectory directory("ecc-test");
  setenv("ECC_TEST_KEPT", "kept", 1);
  setenv("ECC_TEST_CHANGED", "old", 1);
  Surroundings surroundings;
  surroundings.directory = directory.path();
  surroundings.variables = {{"ECC_TEST_CHANGED", "new"}, {"ECC_TEST", "more"}};
  ProcessResult result =
      ecc::Run({"sh", "-c", "pwd; echo $ECC_TEST_KEPT $ECC_TEST_CHANGED $ECC_TEST"},
               Capture::kOutput, &surroundings);
  EXPECT_EQ(directory.path() + "\nkept new more\n", result.output);
  EXPECT_STREQ("old", getenv("ECC_TEST_CHANGED"));
}

TEST(Process, FindsPrograms) {
  std::string shell = FindProgram("sh");
  EXPECT_TRUE(shell.starts_with("/") && shell.ends_with("/sh")) << shell;
  EXPECT_EQ("", FindProgram("no-such-program-anywhere"));
  EXPECT_EQ(shell, FindProgram(shell));
  EXPECT_EQ("", FindProgram("/nowhere/sh"));
}

TEST(Process, ShowsACommand) {
  EXPECT_EQ("", JoinForDisplay({}));
  EXPECT_EQ("clang -g a.c", JoinForDisplay({"clang", "-g", "a.c"}));
}

}  // namespace
}  // namespace ecc

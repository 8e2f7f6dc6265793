#include "support/command_line.h"

#include "tests/support/helpers.h"

namespace ecc {
namespace {

const Command& Sample() {
  static const Command command = {.name = "tool",
                                  .summary = "does",
                                  .usage = "tool [options] FILE",
                                  .before = {},
                                  .groups = {{"Options",
                                              {{'o', "output", "DIR", "write there"},
                                               {'v', "verbose", "", "say more"},
                                               {'n', "number", "N", "how many"}}}},
                                  .after = {},
                                  .verbs = "",
                                  .files = "*.c"};
  return command;
}

ParsedOptions Parse(const std::vector<std::string>& args) {
  ParsedOptions parsed;
  EXPECT_TRUE(ParseCommandLine(Sample(), args, parsed));
  return parsed;
}

TEST(CommandLine, TakesOptionsAndWords) {
  ParsedOptions parsed = Parse({"-v", "a,b.c", "-oout", "--output=other", "--", "-x"});
  EXPECT_TRUE(parsed.Has("verbose"));
  EXPECT_FALSE(parsed.Has("number"));
  EXPECT_EQ("other", parsed.Value("output"));
  EXPECT_EQ((std::vector<std::string>{"out", "other"}), parsed.Values("output"));
  EXPECT_EQ((std::vector<std::string>{"a,b.c", "-x"}), parsed.words());
  EXPECT_EQ("none", parsed.Value("number", "none"));
}

TEST(CommandLine, BoundsNumbers) {
  EXPECT_EQ(7U, Parse({}).Number("number", 1, 9, 7));
  EXPECT_EQ(9U, Parse({"-n", "9"}).Number("number", 1, 9, 7));
  for (const char* text : {"0", "10", "x", "", "3x", "-1"}) {
    EXPECT_EQ(std::string("--number is a number from 1 to 9, not '") + text + "'",
              test::ErrorFrom(
                  [&] { Parse({"--number=" + std::string(text)}).Number("number", 1, 9, 7); }));
  }
}

TEST(CommandLine, SuggestsTheNearestOption) {
  EXPECT_EQ("there is no option '--ouput'\nhelp: did you mean --output?",
            test::ErrorFrom([] { Parse({"--ouput=x"}); }));
  EXPECT_EQ("there is no option '-z'\nhelp: `tool --help` lists the options",
            test::ErrorFrom([] { Parse({"-z"}); }));
}

TEST(CommandLine, RefusesAWordWithTheNearest) {
  EXPECT_EQ("no\nhelp: did you mean check?", test::ErrorFrom([] {
              RefuseWord("no", "chek", {"run", "check"});
            }));
  EXPECT_EQ("no\nhelp: read", test::ErrorFrom([] {
              RefuseWord("no", "xyz", {"run", "check"}, "read");
            }));
}

}  // namespace
}  // namespace ecc

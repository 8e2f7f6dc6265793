#include "ecc/guest/event_macros.h"

#include <gtest/gtest.h>

namespace ecc {
namespace {

TEST(EventMacros, KeepsDirectivesInTheirLines) {
  EXPECT_EQ("#define A 1\n\n\n#endif\n", DirectivesOf("#define A 1\nstruct s {\n};\n#endif\n"));
}

TEST(EventMacros, KeepsContinuedLines) {
  EXPECT_EQ("#define F(x) \\\n\t(x)\n\n", DirectivesOf("#define F(x) \\\n\t(x)\nint a;\n"));
}

TEST(EventMacros, SeesThroughComments) {
  EXPECT_EQ("\n\n#define B   2\n",
            DirectivesOf("/* \n#define A 1\n*/ #define B /* two */ 2\n"));
}

// What follows is found in the line where its writer has it.
TEST(EventMacros, KeepsTheLinesBehindWhatSpansSeveral) {
  EXPECT_EQ("#define A   2\n\n\n#define B\n",
            DirectivesOf("#define A /* one\n\n*/ 2\n#define B\n"));
  EXPECT_EQ("#define A  \n", DirectivesOf("#define A /*\n"));
  EXPECT_EQ("\n\n#define B\n", DirectivesOf("int a\\\n;\n#define B\n"));
}

TEST(EventMacros, LeavesLiteralsAlone) {
  EXPECT_EQ("#define S \"/* #no */\"\n\n",
            DirectivesOf("#define S \"/* #no */\"\nconst char *t = \"\\\"#define X\";\n"));
}

TEST(EventMacros, TakesNoHashInTheMiddleOfALine) {
  EXPECT_EQ("\n", DirectivesOf("int a; # define X\n"));
}

TEST(EventMacros, EndsWithTheText) {
  EXPECT_EQ("\n", DirectivesOf("/* never\nclosed"));
  EXPECT_EQ("#define A \"open", DirectivesOf("#define A \"open"));
  EXPECT_EQ("", DirectivesOf(""));
  EXPECT_EQ("", DirectivesOf("'"));
}

}  // namespace
}  // namespace ecc

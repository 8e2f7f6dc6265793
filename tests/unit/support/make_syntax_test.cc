#include "support/make_syntax.h"

#include "tests/support/helpers.h"

namespace ecc {
namespace {

TEST(MakeSyntax, QuotesWhatMakeTakesForSomethingElse) {
  EXPECT_EQ("out/a.o", QuoteForMake("out/a.o"));
  EXPECT_EQ(R"(a\ b)", QuoteForMake("a b"));
  EXPECT_EQ("a\\\tb", QuoteForMake("a\tb"));
  EXPECT_EQ(R"(a\#b)", QuoteForMake("a#b"));
  EXPECT_EQ("a$$b", QuoteForMake("a$b"));
  EXPECT_EQ(R"(a\b)", QuoteForMake(R"(a\b)"));
  EXPECT_EQ(R"(a\\\ b)", QuoteForMake(R"(a\ b)"));
  EXPECT_EQ(R"(a\\\\\#)", QuoteForMake(R"(a\\#)"));
}

TEST(MakeSyntax, RefusesALineBreak) {
  EXPECT_EQ(
      "a depfile cannot name 'a\\x0ab': there is a line break in it\n"
      "help: rename it, or build without -MD",
      test::ErrorFrom([] { QuoteForMake("a\nb"); }));
}

// Before a blank it would be one with it, before a line's end it would continue the line.
TEST(MakeSyntax, RefusesABackslashAtTheEnd) {
  EXPECT_EQ(
      "a depfile cannot name 'a\\x5c': it ends with a backslash\n"
      "help: rename it, or build without -MD",
      test::ErrorFrom([] { QuoteForMake("a\\"); }));
}

// A header's name would be a recipe, a variable, a pattern, or what need not be newer.
TEST(MakeSyntax, RefusesWhatMakeWouldObey) {
  for (std::string c : {";", ":", "=", "%", "|"}) {
    EXPECT_EQ("a depfile cannot name 'a" + c + "b.h': make takes the '" + c +
                  "' in it for its own\n"
                  "help: rename it, or build without -MD",
              test::ErrorFrom([&] { QuoteForMake("a" + c + "b.h"); }));
  }
  for (std::string c : {"\r", "\v", "\f", "\x1b"})
    EXPECT_NE(std::string::npos, test::ErrorFrom([&] {
                                   QuoteForMake("a" + c);
                                 }).find("there is a control character in it"));
}

TEST(MakeSyntax, ReadsTheWordAtTheFront) {
  using Word = std::pair<size_t, std::string>;
  EXPECT_EQ(Word(3, "a.c"), ReadMakeWord("a.c b.c"));
  EXPECT_EQ(Word(3, "a.c"), ReadMakeWord("a.c\tb.c"));
  EXPECT_EQ(Word(3, "a.c"), ReadMakeWord("a.c\n"));
  EXPECT_EQ(Word(0, ""), ReadMakeWord(" a"));
  EXPECT_EQ(Word(4, "a$.c"), ReadMakeWord("a$.c"));
  EXPECT_EQ(Word(4, "a$c"), ReadMakeWord("a$$c"));
  EXPECT_EQ(Word(3, R"(a\b)"), ReadMakeWord(R"(a\b)"));
  EXPECT_EQ(Word(3, R"(a\)"), ReadMakeWord(R"(a\\ b)"));
  EXPECT_EQ(Word(1, "a"), ReadMakeWord("a\\\n b"));
}

TEST(MakeSyntax, ReadsWhatItHasQuoted) {
  for (std::string path : {"a b", "a#b", "a$b", R"(a\b)", R"(a\ b)", R"(a\\ b)", R"(\\\#)",
                           "$$#  x", "a\tb", "\\\t"}) {
    std::string quoted = QuoteForMake(path);
    EXPECT_EQ(std::pair(quoted.size(), path), ReadMakeWord(quoted)) << quoted;
  }
}

}  // namespace
}  // namespace ecc

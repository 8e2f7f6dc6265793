#include "support/text.h"

#include "tests/support/helpers.h"

namespace ecc {
namespace {

TEST(Text, TakesLines) {
  std::string_view text = "one\n\ntwo";
  EXPECT_EQ("one", TakeLine(text));
  EXPECT_EQ("", TakeLine(text));
  EXPECT_EQ("two", TakeLine(text));
  EXPECT_TRUE(text.empty());
}

TEST(Text, JoinsAndSplits) {
  EXPECT_EQ("", Join({}, ", "));
  EXPECT_EQ("a", Join({"a"}, ", "));
  EXPECT_EQ("a, b, c", Join({"a", "b", "c"}, ", "));
  EXPECT_EQ((std::vector<std::string>{"a", "bc", "d"}), SplitAtBlanks("  a\tbc \n d "));
  EXPECT_EQ((std::vector<std::string>{"a"}), SplitAtBlanks("a"));
  EXPECT_TRUE(SplitAtBlanks(" \t\n").empty());
}

TEST(Text, FindsWholeWordsOnly) {
  for (const char* text : {"int", "int x", "x int", "(int)", "print int", "int int2"})
    EXPECT_TRUE(ContainsWord(text, "int")) << text;
  for (const char* text : {"", "in", "print", "int_", "_int", "int8", "printint"})
    EXPECT_FALSE(ContainsWord(text, "int")) << text;
}

TEST(Text, TakesNumbersOfNineDigits) {
  unsigned number = 7;
  std::string_view text = "123456789:5";
  EXPECT_TRUE(TakeNumber(text, number));
  EXPECT_EQ(123456789, number);
  EXPECT_EQ(":5", text);
  EXPECT_FALSE(TakeNumber(text, number));
  text = "1234567890";
  EXPECT_FALSE(TakeNumber(text, number));
  EXPECT_EQ("1234567890", text);
  EXPECT_EQ(123456789, number);
  text = "0";
  EXPECT_TRUE(TakeNumber(text, number));
  EXPECT_EQ(0, number);
  EXPECT_FALSE(TakeNumber(text, number));
}

TEST(Text, TakesPrefixesAndWords) {
  std::string_view text = "struct foo_1*";
  EXPECT_FALSE(TakePrefix(text, "union"));
  EXPECT_TRUE(TakePrefix(text, "struct "));
  EXPECT_EQ("foo_1", TakeWord(text));
  EXPECT_EQ("", TakeWord(text));
  EXPECT_EQ("*", text);
}

TEST(Text, ReplacesWithoutLookingAtWhatItPutIn) {
  std::string text = "aXbXX";
  ReplaceAll(text, "X", "XX");
  EXPECT_EQ("aXXbXXXX", text);
  ReplaceAll(text, "XX", "");
  EXPECT_EQ("ab", text);
  ReplaceAll(text, "", "y");
  EXPECT_EQ("ab", text);
}

}  // namespace
}  // namespace ecc

#include "ecc/kernel/cut/lexer.h"

#include "tests/support/helpers.h"

namespace ecc::cut {
namespace {

// The tokens, one behind the other: ^ for the start of a line, a letter for the kind
// (identifier, number, quoted, sign).
std::string Tokens(std::string_view text) {
  std::string result;
  Lexer lexer(text);
  for (Token token = lexer.Next(); token.kind != Token::Kind::kEnd; token = lexer.Next()) {
    result += token.starts_line ? "^" : "";
    result += " inqs"[static_cast<size_t>(token.kind)];
    result += "<" + std::string(token.text) + ">";
  }
  return result;
}

TEST(Lexer, TellsTheKindsApart) {
  EXPECT_EQ("^i<a1>s<;>i<_b$>n<0x1f>n<1.5e3>s<->>s<##>s<->s<>>s<#>",
            Tokens("a1;_b$ 0x1f 1.5e3->##- > #"));
  EXPECT_EQ("^q<\"a\\\"b\">q<'c'>i<L>q<\"d\">", Tokens("\"a\\\"b\" 'c' L\"d\""));
}

TEST(Lexer, SkipsCommentsAndJoinedLines) {
  EXPECT_EQ("^i<a>i<b>^i<c>i<d>", Tokens("a /* x\n \"y */ b // z \\\n z\nc\\\n d"));
  EXPECT_EQ("^i<a>s</>i<b>s</>", Tokens("a / b /"));
  EXPECT_EQ("^i<a>", Tokens("a /* no end"));
  EXPECT_EQ("^i<a>", Tokens("a /*/ no end"));
  EXPECT_EQ("", Tokens(" \t\r\f\v\n"));
}

TEST(Lexer, EndsAQuotedTextAtItsLine) {
  EXPECT_EQ("^q<'t stop>^i<b>", Tokens("'t stop\nb"));
  EXPECT_EQ("^q<\"\\>", Tokens("\"\\"));
}

TEST(Lexer, ReadsTheRestOfALine) {
  Lexer lexer("#define  A(x) \\\n x // why\nint");
  lexer.Next();
  EXPECT_EQ("define", lexer.Next().text);
  EXPECT_EQ("A(x) \\\n x // why", lexer.RestOfLine());
  Token token = lexer.Next();
  EXPECT_EQ("int", token.text);
  EXPECT_TRUE(token.starts_line);
  EXPECT_EQ("", lexer.RestOfLine());
}

TEST(Lexer, KnowsTheKeywordsOfTags) {
  for (const char* word : {"struct", "union", "enum"}) EXPECT_TRUE(IsTagKeyword(word)) << word;
  for (const char* word : {"", "struct_", "typedef", "enums"})
    EXPECT_FALSE(IsTagKeyword(word)) << word;
}

}  // namespace
}  // namespace ecc::cut

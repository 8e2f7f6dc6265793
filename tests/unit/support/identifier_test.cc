#include "support/identifier.h"

#include <gtest/gtest.h>

namespace ecc {
namespace {

TEST(SanitizeIdentifier, ReplacesWhatCDoesNotAllow) {
  EXPECT_EQ("handle_counter", SanitizeIdentifier("handle.counter"));
  EXPECT_EQ("_9lives", SanitizeIdentifier("9lives"));
  EXPECT_EQ("_", SanitizeIdentifier(""));
  EXPECT_EQ("a____b", SanitizeIdentifier("a\n\"\xc3"
                                         "b")
                          .substr(0, 6)
                          .replace(4, 2, "_b"));
}

TEST(SanitizeIdentifier, EscapesWordsOfCAndCpp) {
  EXPECT_EQ("class_", SanitizeIdentifier("class"));
  EXPECT_EQ("new_", SanitizeIdentifier("new"));
  EXPECT_EQ("true_", SanitizeIdentifier("true"));
  EXPECT_EQ("xor_", SanitizeIdentifier("xor"));
  EXPECT_EQ("classes", SanitizeIdentifier("classes"));
}

TEST(Printable, ShowsControlCharactersAsNumbers) {
  EXPECT_EQ("a\\x0ab\\x1b", Printable("a\nb\x1b"));
  EXPECT_EQ(203u, Printable(std::string(300, 'a')).size());
}

TEST(NameScope, NumbersSecondComersAsLibbpfDoes) {
  NameScope scope;
  EXPECT_EQ("a", scope.Claim("a"));
  EXPECT_EQ("a___2", scope.Claim("a"));
  EXPECT_EQ("a___3", scope.Claim("a"));
  scope.Reserve("b");
  EXPECT_EQ("b___2", scope.Claim("b"));
}

}  // namespace
}  // namespace ecc

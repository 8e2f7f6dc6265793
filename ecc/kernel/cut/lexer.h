// C text as tokens, before the preprocessor: all branches of all conditionals.
#pragma once

#include <cstdint>
#include <string_view>

namespace ecc::cut {

struct Token {
  enum class Kind : uint8_t { kEnd, kIdentifier, kNumber, kString, kPunctuator };

  Kind kind = Kind::kEnd;
  bool starts_line = false;
  std::string_view text;  // of a string with its quotes; "->" and "##" are one token

  bool Is(std::string_view wanted) const { return text == wanted; }
  bool is_identifier() const { return kind == Kind::kIdentifier; }
};

// Skips comments, and knows no other meaning.  Text that is no C gives some tokens or other.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}

  Token Next();
  // The line as a directive's operand stands in it: up to its end, joined lines included.
  // Call it after the directive's name; the next token is the next line's first.
  std::string_view RestOfLine();
  const char* position() const { return at_; }

 private:
  void SkipBlanks();
  void SkipLineComment();
  void SkipQuoted(char quote);

  const char* at_;
  const char* end_;
  bool starts_line_ = true;
};

bool IsTagKeyword(std::string_view word);

}  // namespace ecc::cut

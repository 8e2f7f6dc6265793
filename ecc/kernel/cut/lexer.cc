#include "ecc/kernel/cut/lexer.h"

#include <array>
#include <cstring>

namespace ecc::cut {
namespace {

enum Class : uint8_t { kOther = 0, kLetter = 1, kDigit = 2, kBlank = 4 };

constexpr std::array<uint8_t, 256> kClasses = [] {
  std::array<uint8_t, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    bool letter =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c >= 0x80;
    bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
    classes[static_cast<size_t>(c)] = letter                   ? kLetter
                                      : (c >= '0' && c <= '9') ? kDigit
                                      : blank                  ? kBlank
                                                               : kOther;
  }
  return classes;
}();

bool Is(char c, uint8_t classes) {
  return (kClasses[static_cast<unsigned char>(c)] & classes) != 0;
}

}  // namespace

void Lexer::SkipLineComment() {
  while (at_ < end_ && *at_ != '\n') {
    at_ += *at_ == '\\' && end_ - at_ > 1 ? 2 : 1;
  }
}

void Lexer::SkipBlanks() {
  while (at_ < end_) {
    if (*at_ == '\n') {
      starts_line_ = true;
      ++at_;
    } else if (Is(*at_, kBlank)) {
      ++at_;
    } else if (*at_ == '\\' && end_ - at_ > 1 && at_[1] == '\n') {
      at_ += 2;
    } else if (*at_ == '/' && end_ - at_ > 1 && at_[1] == '*') {
      const void* close = memmem(at_ + 2, static_cast<size_t>(end_ - at_) - 2, "*/", 2);
      at_ = close == nullptr ? end_ : static_cast<const char*>(close) + 2;
    } else if (*at_ == '/' && end_ - at_ > 1 && at_[1] == '/') {
      SkipLineComment();
    } else {
      return;
    }
  }
}

// An apostrophe in a comment-like #error line opens nothing that goes past the line.
void Lexer::SkipQuoted(char quote) {
  ++at_;
  while (at_ < end_ && *at_ != quote && *at_ != '\n') {
    at_ += *at_ == '\\' && end_ - at_ > 1 ? 2 : 1;
  }
  if (at_ < end_ && *at_ == quote)
    ++at_;
}

Token Lexer::Next() {
  SkipBlanks();
  Token token;
  token.starts_line = starts_line_;
  starts_line_ = false;
  if (at_ >= end_)
    return token;
  const char* start = at_;
  char first = *at_;
  if (Is(first, kLetter)) {
    token.kind = Token::Kind::kIdentifier;
    while (at_ < end_ && Is(*at_, kLetter | kDigit)) ++at_;
  } else if (Is(first, kDigit)) {
    token.kind = Token::Kind::kNumber;
    while (at_ < end_ && (Is(*at_, kLetter | kDigit) || *at_ == '.')) ++at_;
  } else if (first == '"' || first == '\'') {
    token.kind = Token::Kind::kString;
    SkipQuoted(first);
  } else {
    token.kind = Token::Kind::kPunctuator;
    bool is_pair =
        end_ - at_ > 1 && ((first == '-' && at_[1] == '>') || (first == '#' && at_[1] == '#'));
    at_ += is_pair ? 2 : 1;
  }
  token.text = std::string_view(start, static_cast<size_t>(at_ - start));
  return token;
}

std::string_view Lexer::RestOfLine() {
  while (at_ < end_ && Is(*at_, kBlank)) ++at_;
  const char* start = at_;
  while (at_ < end_ && *at_ != '\n') {
    at_ += *at_ == '\\' && end_ - at_ > 1 ? 2 : 1;
  }
  return {start, static_cast<size_t>(at_ - start)};
}

bool IsTagKeyword(std::string_view word) {
  return word == "struct" || word == "union" || word == "enum";
}

}  // namespace ecc::cut

// A dump of the kernel's types has one shape: declarations at the top level, each ended by a
// semicolon.  So it is split by counting braces, ten times as fast as a parser of C would be.
#include "ecc/kernel/cut/pieces.h"

#include <array>

#include "ecc/kernel/cut/lexer.h"

namespace ecc::cut {
namespace {

// The characters that end or nest a declaration, or that begin a string or a comment, which may
// hide such characters.
constexpr std::array<bool, 256> kStops = [] {
  std::array<bool, 256> stops{};
  for (char c : {'{', '}', ';', '"', '/', '('}) stops[static_cast<unsigned char>(c)] = true;
  return stops;
}();

// The name that a declaration without braces, or what follows its last brace, declares:
// `typedef int (*name)(void);`, `typedef void name(int);`, `} name[2];`
std::string_view DeclaredName(std::string_view text) {
  size_t brace = text.rfind('}');
  Lexer lexer(brace == text.npos ? text : text.substr(brace + 1));
  std::string_view last;
  bool in_parentheses = false;
  bool is_pointer = false;
  for (Token token = lexer.Next(); token.kind != Token::Kind::kEnd; token = lexer.Next()) {
    if (in_parentheses && !is_pointer && !token.Is("*"))
      return last;
    if (token.Is("*")) {
      is_pointer = in_parentheses;
    } else if (token.Is("(")) {
      in_parentheses = true;
    } else if (token.Is("[") || token.Is(";") || token.Is(")") || token.Is("__attribute__")) {
      return last;
    } else if (token.is_identifier()) {
      last = token.text;
    }
  }
  return last;
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {
    pieces_.list.reserve(1 << 15);
    pieces_.tags.reserve(1 << 14);
    pieces_.typedefs.reserve(1 << 14);
  }

  std::optional<Pieces> Split() {
    at_ = 0;
    while (SkipToPiece()) {
      size_t start = at_;
      if (text_[at_] == '#') {
        SkipDirective();
        Add({Piece::Kind::kAlways, false, "", text_.substr(start, at_ - start)});
        continue;
      }
      if (!SkipDeclaration())
        return std::nullopt;
      AddDeclaration(text_.substr(start, at_ - start));
    }
    return std::move(pieces_);
  }

 private:
  static bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  bool SkipToPiece() {
    while (at_ < text_.size()) {
      if (IsBlank(text_[at_])) {
        ++at_;
      } else if (text_[at_] == '/' && SkipComment()) {
      } else {
        return true;
      }
    }
    return false;
  }

  bool SkipComment() {
    char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    size_t end = next == '*'   ? text_.find("*/", at_ + 2)
                 : next == '/' ? text_.find('\n', at_ + 2)
                               : at_;
    if (end == at_)
      return false;
    at_ = end == text_.npos ? text_.size() : end + (next == '*' ? 2 : 1);
    return true;
  }

  void SkipDirective() {
    do {
      size_t end = text_.find('\n', at_);
      at_ = end == text_.npos ? text_.size() : end + 1;
    } while (at_ >= 2 && at_ < text_.size() && text_[at_ - 2] == '\\');
  }

  // Moves behind the ';' that ends a declaration, or the '}' that ends a function.
  bool SkipDeclaration() {
    uint32_t piece = static_cast<uint32_t>(pieces_.list.size());
    int depth = 0;
    size_t start = at_;
    size_t enum_body = 0;
    bool is_function = false;
    while (at_ < text_.size()) {
      while (at_ < text_.size() && !kStops[static_cast<unsigned char>(text_[at_])]) ++at_;
      if (at_ == text_.size())
        return false;
      char c = text_[at_];
      if (c == '/') {
        if (!SkipComment())
          ++at_;
        continue;
      }
      if (c == '"') {
        size_t close = text_.find_first_of("\"\n", at_ + 1);
        if (close == text_.npos)
          return false;
        at_ = close + 1;
        continue;
      }
      ++at_;
      if (c == '(') {
        is_function |= depth == 0;
      } else if (c == '{') {
        enum_body = Opens(piece, start) ? at_ : 0;
        ++depth;
      } else if (c == '}') {
        if (--depth < 0)
          return false;
        if (enum_body != 0)
          pieces_.enums.push_back({piece, text_.substr(enum_body, at_ - 1 - enum_body)});
        enum_body = 0;
        if (depth == 0 && is_function && IsFunctionBody(start))
          return true;
      } else if (depth == 0) {
        return true;
      }
    }
    return false;
  }

  bool IsFunctionBody(size_t start) const {
    std::string_view head = text_.substr(start, 8);
    return !head.starts_with("struct ") && !head.starts_with("union ") &&
           !head.starts_with("enum ") && !head.starts_with("typedef ");
  }

  // At a '{' just passed: notes the tag that it defines.  True for that of an enum.
  bool Opens(uint32_t piece, size_t start) {
    std::string_view last = WordBefore(at_ - 1, start);
    if (last == "enum")
      return true;
    if (last.empty() || last == "struct" || last == "union")
      return false;
    std::string_view keyword =
        WordBefore(static_cast<size_t>(last.data() - text_.data()), start);
    if (!IsTagKeyword(keyword))
      return false;
    pieces_.tags.emplace(last, piece);
    return keyword == "enum";
  }

  std::string_view WordBefore(size_t end, size_t start) const {
    while (end > start && IsBlank(text_[end - 1])) --end;
    size_t begin = end;
    auto is_letter = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '_';
    };
    while (begin > start && is_letter(text_[begin - 1])) --begin;
    return text_.substr(begin, end - begin);
  }

  void AddDeclaration(std::string_view text) {
    Lexer lexer(text);
    Token first = lexer.Next();
    Piece piece;
    piece.text = text;
    if (first.Is("typedef")) {
      piece.kind = Piece::Kind::kTypedef;
      piece.name = DeclaredName(text.substr(7));
      if (piece.name.empty())
        piece.kind = Piece::Kind::kAlways;
      else
        pieces_.typedefs.emplace(piece.name, static_cast<uint32_t>(pieces_.list.size()));
    } else if (IsTagKeyword(first.text)) {
      Token second = lexer.Next();
      Token third = second.is_identifier() ? lexer.Next() : second;
      piece.is_union = first.Is("union");
      if (second.is_identifier())
        piece.name = second.text;
      if (third.Is(";"))
        piece.kind = Piece::Kind::kForward;
      else if (third.Is("{"))
        piece.kind = first.Is("enum") ? Piece::Kind::kEnum : Piece::Kind::kRecord;
    } else if (first.Is("extern") && text.find('{') == text.npos) {
      piece.name = DeclaredName(text.substr(6));
      piece.kind = piece.name.empty() ? Piece::Kind::kAlways : Piece::Kind::kFunction;
    }
    Add(piece);
  }

  void Add(const Piece& piece) { pieces_.list.push_back(piece); }

  std::string_view text_;
  size_t at_ = 0;
  Pieces pieces_;
};

}  // namespace

std::optional<Pieces> Split(std::string_view text) {
  return Splitter(text).Split();
}

}  // namespace ecc::cut

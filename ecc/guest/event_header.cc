// A declaration ends at its semicolon, or at the brace that closes a function's body; a type's
// definition is one that has a tag's keyword before a brace.  All branches of conditionals are
// read, since nothing is expanded.
#include "ecc/guest/event_header.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "ecc/kernel/cut/lexer.h"

namespace ecc {
namespace {

using cut::Token;

class Splitter {
 public:
  Splitter(std::string_view source, const std::set<std::string>& types)
      : source_(source), types_(types), lexer_(source), out_(source) {}

  std::string Run() {
    for (Token token = lexer_.Next(); token.kind != Token::Kind::kEnd; token = lexer_.Next()) {
      if (token.Is("#") && token.starts_line) {
        lexer_.Next();
        std::string_view rest = lexer_.RestOfLine();
        directives_.emplace_back(Place(token), rest.data() + rest.size() - source_.data());
      } else if (token.Is("{")) {
        Open(token);
      } else if (token.Is("}")) {
        Close(token);
      } else if (token.Is("(") || token.Is(")")) {
        parentheses_ += token.Is("(") ? 1 : -1;
        Take(token);
      } else if (token.Is(";") && depth_ == 0) {
        End(token);
      } else {
        Take(token);
      }
    }
    return std::move(out_);
  }

 private:
  // A definition inside of a declaration.
  struct Body {
    std::string keyword;  // "struct", "union" or "enum"
    std::string tag;      // empty: none
    std::string first;    // identifier in it: of an enum, the first enumerator
    size_t begin = 0;     // of the brace
    size_t end = 0;       // behind the other; 0 while it is open
  };

  size_t Place(const Token& token) const {
    return static_cast<size_t>(token.text.data() - source_.data());
  }

  void Take(const Token& token) {
    if (depth_ != 0) {
      if (depth_ == 1 && body_.first.empty() && token.is_identifier())
        body_.first = token.text;
      return;
    }
    if (tokens_.empty())
      begin_ = Place(token);
    has_initializer_ |= token.Is("=");
    // What stands in parentheses is an attribute's, or a function's.
    if (parentheses_ == 0 || (parentheses_ == 1 && token.Is("(")))
      tokens_.push_back(token);
    if (body_.end != 0 && parentheses_ == 0 && token.is_identifier())
      declarators_.emplace_back(token.text);
  }

  void Open(const Token& token) {
    bool is_linkage = tokens_.size() == 2 && tokens_[0].Is("extern") &&
                      tokens_[1].kind == Token::Kind::kString;
    if (depth_ == 0 && is_linkage) {
      Reset();
      return;
    }
    if (depth_++ == 0 && body_.end == 0)
      body_ = BodyAt(token);
  }

  Body BodyAt(const Token& brace) const {
    auto keyword = std::find_if(tokens_.rbegin(), tokens_.rend(), [](const Token& token) {
      return cut::IsTagKeyword(token.text);
    });
    bool is_function = !tokens_.empty() && keyword == tokens_.rend();
    if (is_function || has_initializer_ || keyword == tokens_.rend())
      return {};
    Body body{std::string(keyword->text), "", "", Place(brace), 0};
    // "struct __attribute__((packed)) event {", "struct event __packed {": the first name is
    // the tag.  A function that returns a struct has parentheses behind its name.
    bool is_attribute = false;
    for (auto token = keyword.base(); token != tokens_.end(); ++token) {
      if (token->Is("("))
        if (!is_attribute)
          return {};
      is_attribute = token->Is("__attribute__") || token->Is("__attribute");
      if (token->is_identifier() && !is_attribute && body.tag.empty())
        body.tag = token->text;
    }
    return body;
  }

  void Close(const Token& token) {
    if (depth_ == 0) {
      Reset();
      return;
    }
    if (--depth_ != 0)
      return;
    if (!body_.keyword.empty() && body_.end == 0) {
      body_.end = Place(token) + 1;
    } else if (!has_initializer_) {
      Reset();
    }
  }

  void End(const Token& semicolon) {
    if (body_.end != 0) {
      bool is_typedef = std::any_of(tokens_.begin(), tokens_.end(),
                                    [](const Token& token) { return token.Is("typedef"); });
      size_t end = Place(semicolon) + 1;
      if (!body_.tag.empty()) {
        if (types_.contains(body_.keyword + " " + body_.tag))
          is_typedef ? Blank(body_.begin, body_.end) : Blank(begin_, end);
      } else if (is_typedef
                     ? std::any_of(declarators_.begin(), declarators_.end(),
                                   [&](const auto& name) { return types_.contains(name); })
                     : types_.contains(body_.first)) {
        Blank(begin_, end);
      }
    }
    Reset();
  }

  // Directives in between stay: a record may define its flags.
  void Blank(size_t begin, size_t end) {
    auto directive =
        std::lower_bound(directives_.begin(), directives_.end(), std::pair(begin, size_t{0}));
    for (size_t at = begin; at < end; ++at) {
      if (directive != directives_.end() && at == directive->first)
        at = directive++->second - 1;
      else if (out_[at] != '\n')
        out_[at] = ' ';
    }
  }

  void Reset() {
    tokens_.clear();
    declarators_.clear();
    body_ = {};
    has_initializer_ = false;
    parentheses_ = 0;
  }

  std::string_view source_;
  const std::set<std::string>& types_;
  cut::Lexer lexer_;
  std::string out_;
  std::vector<std::pair<size_t, size_t>> directives_;  // where they begin and end
  std::vector<Token> tokens_;                          // of this declaration, outside of braces
  std::vector<std::string> declarators_;               // behind its body
  Body body_;
  size_t begin_ = 0;
  int depth_ = 0;
  int parentheses_ = 0;
  bool has_initializer_ = false;
};

}  // namespace

std::string WithoutTypes(std::string_view source, const std::set<std::string>& types) {
  return Splitter(source, types).Run();
}

}  // namespace ecc

// Start with what the program mentions, add what those declarations need to be complete, and
// stop at pointers: a record whose members nobody mentions is declared, not defined.  Too much
// costs time; too little would be noticed by clang, and the whole header is taken then.
#include "ecc/kernel/cut/cut.h"

#include <algorithm>

#include "ecc/kernel/cut/lexer.h"
#include "ecc/kernel/cut/pieces.h"

namespace ecc::cut {
namespace {

// How much of a type is needed.
enum class Extent : uint8_t {
  kNothing,
  kName,     // its name: something points to it
  kSize,     // its definition, and that of all it holds by value
  kTargets,  // of a typedef: also what it points to
};

class Cutter {
 public:
  Cutter(const Mentions& mentions, const Pieces& pieces)
      : mentions_(mentions), pieces_(pieces), needs_(pieces.list.size()) {}

  std::string Cut() {
    AddRoots();
    while (!open_.empty()) {
      uint32_t index = open_.back();
      open_.pop_back();
      Follow(index);
    }
    return Print();
  }

 private:
  void Require(uint32_t index, Extent need) {
    if (needs_[index] >= need)
      return;
    needs_[index] = need;
    // A record that is only pointed to needs nothing itself, but a typedef, or a record without
    // a name, has to be spelled.
    const Piece& piece = pieces_.list[index];
    if (need > Extent::kName || piece.kind == Piece::Kind::kTypedef ||
        (piece.kind == Piece::Kind::kRecord && piece.name.empty()))
      open_.push_back(index);
  }

  void RequireTag(std::string_view name, Extent need) {
    auto found = pieces_.tags.find(name);
    if (found != pieces_.tags.end()) {
      // A tag that is defined inside of another record comes with all of that.
      bool is_own = pieces_.list[found->second].name == name;
      Require(found->second, is_own ? need : Extent::kTargets);
    }
    if (need >= Extent::kName)
      named_.insert(name);
  }

  void RequireTypedef(std::string_view name, Extent need) {
    auto found = pieces_.typedefs.find(name);
    if (found != pieces_.typedefs.end())
      Require(found->second, need);
  }

  void AddRoots() {
    for (std::string_view name : mentions_.names) {
      RequireTypedef(name, Extent::kTargets);
      if (mentions_.any_name_is_tag)
        RequireTag(name, Extent::kTargets);
    }
    for (std::string_view tag : mentions_.tags) RequireTag(tag, Extent::kTargets);
    for (const Pieces::EnumBody& body : pieces_.enums) {
      if (needs_[body.piece] == Extent::kNothing && HasMentionedEnumerator(body.text))
        Require(body.piece, Extent::kSize);
    }
    for (uint32_t i = 0; i < pieces_.list.size(); ++i) {
      const Piece& piece = pieces_.list[i];
      if (piece.kind == Piece::Kind::kAlways)
        RequireAll(piece.text);
      else if (piece.kind == Piece::Kind::kFunction && mentions_.names.contains(piece.name))
        Require(i, Extent::kTargets);
    }
  }

  // Requires all that `text` names: it stands in the header in any case, and may use all of
  // that.
  void RequireAll(std::string_view text) {
    if (text.starts_with("#"))
      text.remove_prefix(std::min(text.find_first_of(" \t\n", 1), text.size()));
    Lexer lexer(text);
    for (Token token = lexer.Next(); token.kind != Token::Kind::kEnd; token = lexer.Next()) {
      if (!token.is_identifier())
        continue;
      RequireTypedef(token.text, Extent::kTargets);
      RequireTag(token.text, Extent::kTargets);
    }
  }

  bool HasMentionedEnumerator(std::string_view body) const {
    Lexer lexer(body);
    bool starts = true;
    for (Token token = lexer.Next(); token.kind != Token::Kind::kEnd; token = lexer.Next()) {
      if (starts && token.is_identifier() && mentions_.names.contains(token.text))
        return true;
      starts = token.Is(",");
    }
    return false;
  }

  // One member or one typedef: the types that it names, until its ';'.
  struct Use {
    std::string_view name;
    bool is_tag = false;
    bool is_pointer = false;
  };

  void Follow(uint32_t index) {
    const Piece& piece = pieces_.list[index];
    if (piece.kind == Piece::Kind::kEnum)
      return;
    Extent need = needs_[index];
    bool is_record = piece.kind == Piece::Kind::kRecord;
    bool is_function = piece.kind == Piece::Kind::kFunction;
    Lexer lexer(piece.text);
    lexer.Next();
    if (is_record && !piece.name.empty())
      lexer.Next();
    int depth = 0;
    bool is_mentioned = false;
    bool has_bound = false;
    bool is_qualified = false;
    uses_.clear();
    Token token = lexer.Next();
    while (token.kind != Token::Kind::kEnd) {
      Token next = lexer.Next();
      if (IsTagKeyword(token.text) && next.is_identifier()) {
        std::string_view tag = next.text;
        next = SkipQualifiers(lexer, is_qualified);
        uses_.push_back({tag, true, !is_qualified && next.Is("*")});
      } else if (token.is_identifier()) {
        if (pieces_.typedefs.contains(token.text)) {
          std::string_view name = token.text;
          if (IsQualifier(next)) {
            is_qualified = true;
            next = SkipQualifiers(lexer, is_qualified);
          }
          uses_.push_back({name, false, !is_qualified && next.Is("*")});
        }
        // Newer compilers describe what a pointer to const points to.
        is_qualified |= IsQualifier(token);
        is_mentioned |= mentions_.HasMember(token.text);
      } else if (token.Is("[") || token.Is("(")) {
        has_bound = true;
      } else if (token.Is("{") || token.Is("}") || token.Is(";")) {
        depth += token.Is("{") ? 1 : token.Is("}") ? -1 : 0;
        bool is_outside = !is_record && !is_function && depth == 0;
        if (token.Is(";"))
          Apply(is_function  ? Extent::kTargets
                : is_outside ? need
                             : Extent::kSize,
                is_mentioned || is_function, has_bound, is_outside);
        if (!token.Is("}"))
          is_mentioned = has_bound = is_qualified = false;
      }
      token = next;
    }
  }

  static bool IsQualifier(const Token& token) {
    return token.Is("const") || token.Is("volatile");
  }

  static Token SkipQualifiers(Lexer& lexer, bool& any) {
    Token token = lexer.Next();
    for (; IsQualifier(token); token = lexer.Next()) any = true;
    return token;
  }

  // `need` is that of a typedef, or kSize for a member.
  void Apply(Extent need, bool is_mentioned, bool has_bound, bool is_typedef) {
    for (const Use& use : uses_) {
      Extent wanted = is_mentioned                   ? Extent::kTargets
                      : use.is_pointer && !has_bound ? Extent::kName
                                                     : Extent::kSize;
      if (is_typedef) {
        wanted = need == Extent::kTargets              ? Extent::kTargets
                 : use.is_pointer && !has_bound        ? Extent::kName
                 : need == Extent::kName && !has_bound ? Extent::kName
                                                       : Extent::kSize;
      }
      if (use.is_tag)
        RequireTag(use.name, wanted);
      else
        RequireTypedef(use.name, wanted);
    }
    uses_.clear();
  }

  std::string Print() const {
    std::string out;
    out.reserve(1 << 17);
    for (uint32_t i = 0; i < pieces_.list.size(); ++i) {
      const Piece& piece = pieces_.list[i];
      Extent need = needs_[i];
      switch (piece.kind) {
        case Piece::Kind::kAlways:
          break;
        case Piece::Kind::kForward:
          if (!named_.contains(piece.name))
            continue;
          break;
        case Piece::Kind::kRecord:
          if (need == Extent::kName) {
            out += piece.is_union ? "union " : "struct ";
            out += piece.name;
            out += " {};\n";
            continue;
          }
          [[fallthrough]];
        case Piece::Kind::kEnum:
        case Piece::Kind::kTypedef:
        case Piece::Kind::kFunction:
          if (need == Extent::kNothing)
            continue;
          break;
      }
      out += piece.text;
      if (!out.ends_with('\n'))
        out += '\n';
    }
    return out;
  }

  const Mentions& mentions_;
  const Pieces& pieces_;
  std::vector<Extent> needs_;
  std::vector<uint32_t> open_;
  std::vector<Use> uses_;
  // Tags that something points to; their forward declarations are wanted.
  WordSet named_;
};

}  // namespace

std::optional<std::string> Cut(const Mentions& mentions) {
  std::optional<Pieces> pieces = Split(mentions.vmlinux_text);
  if (!pieces)
    return std::nullopt;
  return Cutter(mentions, *pieces).Cut();
}

}  // namespace ecc::cut

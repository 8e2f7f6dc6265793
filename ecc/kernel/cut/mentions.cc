// Words are read without a preprocessor: all branches of all conditionals, and macros as they
// stand.  That finds too much and never too little, but for names that are pasted together or
// included by a macro, where the answer is that it cannot be told.
#include "ecc/kernel/cut/mentions.h"

#include <algorithm>
#include <set>

#include "ecc/kernel/cut/lexer.h"
#include "support/paths.h"

namespace ecc::cut {
namespace {

// Deeper and more than any program; clang itself stops at 200 levels.
constexpr int kMaxDepth = 190;
constexpr size_t kMaxFiles = 5000;
constexpr size_t kMaxFileSize = size_t{64} << 20;

class MentionReader {
 public:
  MentionReader(const SearchPath& path, SourceFiles& files) : path_(path), files_(files) {
    mentions_.names.reserve(1 << 14);
  }

  std::optional<Mentions> Read(const std::string& source) {
    for (const std::string& macro : path_.macros()) ReadOwned(macro);
    for (const std::string& file : path_.forced()) Include(file, true, "./", "", 0);
    if (!IncludeFile({source, false}, 0))
      return std::nullopt;
    if (!is_certain_)
      return std::nullopt;
    AddHelpers();
    return std::move(mentions_);
  }

 private:
  // A helper's declaration in libbpf's bpf_helper_defs.h, whose tags matter to who calls it.
  struct Helper {
    std::string_view name;
    std::vector<std::string_view> tags;
  };

  void ReadOwned(std::string text) {
    mentions_.texts.push_back(std::make_unique<std::string>(std::move(text)));
    ReadWords(*mentions_.texts.back(), {"", false}, 0);
  }

  void Include(std::string_view name, bool is_quoted, const std::string& includer,
               const std::string& after, int depth) {
    std::optional<Found> found = path_.Find(name, is_quoted, DirectoryOf(includer), after);
    // One that is not found is clang's own, or in a branch that is not taken.
    if (found)
      IncludeFile(*found, depth);
    else
      mentions_.wants_vmlinux |= name.ends_with("vmlinux.h");
  }

  bool IncludeFile(const Found& file, int depth) {
    if (!seen_.insert(file.path).second)
      return true;
    const std::string* text = files_.TryRead(file.path);
    if (text == nullptr || text->size() > kMaxFileSize || depth > kMaxDepth ||
        seen_.size() > kMaxFiles) {
      is_certain_ = false;
      return false;
    }
    std::string_view content = *text;
    if (LooksLikeVmlinux(content)) {
      // Two of them, in two branches: which one is read is for the preprocessor to say.
      is_certain_ &= mentions_.vmlinux_path.empty();
      mentions_.wants_vmlinux = true;
      mentions_.vmlinux_path = file.path;
      mentions_.vmlinux_text = content;
    } else if (file.path.ends_with("/bpf_helper_defs.h")) {
      ReadHelpers(content);
    } else {
      ReadWords(content, file, depth);
    }
    return true;
  }

  void ReadWords(std::string_view text, const Found& file, int depth) {
    Lexer lexer(text);
    Token before;
    bool in_define = false;
    for (Token token = lexer.Next(); token.kind != Token::Kind::kEnd; token = lexer.Next()) {
      if (token.starts_line)
        in_define = false;
      if (token.starts_line && token.Is("#")) {
        token = lexer.Next();
        if (token.starts_line || token.kind == Token::Kind::kEnd) {
          before = token;
          continue;
        }
        if (token.Is("include") || token.Is("include_next") || token.Is("import"))
          ReadInclude(lexer.RestOfLine(), token.Is("include_next"), file, depth);
        in_define = token.Is("define");
        before = {};
        continue;
      }
      Take(token, before, in_define, file.is_system);
      before = token;
    }
  }

  void Take(const Token& token, const Token& before, bool in_define, bool is_system) {
    if (token.Is("##")) {
      mentions_.pastes |= !is_system;
      return;
    }
    bool is_word = token.is_identifier();
    // Only the compiler could tell what __has_include finds.
    is_certain_ &= is_system || !token.Is("__has_include");
    if (!is_word && token.kind != Token::Kind::kNumber)
      return;
    if (is_word)
      mentions_.names.insert(token.text);
    if (IsTagKeyword(before.text) && is_word) {
      mentions_.tags.insert(token.text);
      // `struct name` in a macro's text, or `struct __attribute__((x)) name`.
      mentions_.any_name_is_tag |= !is_system && (in_define || token.text == "__attribute__");
    }
    if (!is_system || before.Is("->") || before.Is("."))
      mentions_.members.insert(token.text);
  }

  void ReadInclude(std::string_view operand, bool is_next, const Found& file, int depth) {
    char open = operand.empty() ? '\0' : operand[0];
    size_t close = open == '"' ? operand.find('"', 1) : operand.find('>', 1);
    if ((open != '"' && open != '<') || close == operand.npos) {
      // Inside of the system's headers this leads to no kernel type.
      is_certain_ &= file.is_system;
      return;
    }
    std::string_view name = operand.substr(1, close - 1);
    Include(name, open == '"', file.path, is_next ? file.path : "", depth + 1);
  }

  void ReadHelpers(std::string_view text) {
    Lexer lexer(text);
    Helper helper;
    Token before;
    for (Token token = lexer.Next(); token.kind != Token::Kind::kEnd; token = lexer.Next()) {
      if (token.Is(";")) {
        helpers_.push_back(std::move(helper));
        helper = {};
      } else if (token.is_identifier()) {
        if (IsTagKeyword(before.text))
          helper.tags.push_back(token.text);
        else if (token.text.starts_with("bpf_") && helper.name.empty())
          helper.name = token.text;
        else
          mentions_.names.insert(token.text);
      }
      before = token;
    }
  }

  void AddHelpers() {
    for (const Helper& helper : helpers_) {
      if (mentions_.names.contains(helper.name))
        mentions_.tags.insert(helper.tags.begin(), helper.tags.end());
    }
  }

  const SearchPath& path_;
  SourceFiles& files_;
  Mentions mentions_;
  std::set<std::string> seen_;
  std::vector<Helper> helpers_;
  bool is_certain_ = true;
};

// True when `name` is one or more of `words` in a row.
bool IsPasted(std::string_view name, const WordSet& words) {
  std::vector<bool> reached(name.size() + 1);
  reached[0] = true;
  for (size_t start = 0; start < name.size(); ++start) {
    if (!reached[start])
      continue;
    for (size_t end = start + 1; end <= name.size(); ++end) {
      if (!reached[end] && words.contains(name.substr(start, end - start)))
        reached[end] = true;
    }
  }
  return reached[name.size()];
}

}  // namespace

bool Mentions::HasMember(std::string_view name) const {
  return members.contains(name) || (pastes && IsPasted(name, members));
}

bool LooksLikeVmlinux(std::string_view text) {
  std::string_view start = text.substr(0, 400);
  return start.find("#ifndef __VMLINUX_H__") != start.npos && text.size() > 100'000;
}

std::optional<Mentions> ReadMentions(const std::string& source, const SearchPath& path,
                                     SourceFiles& files) {
  return MentionReader(path, files).Read(source);
}

}  // namespace ecc::cut

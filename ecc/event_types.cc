// Event types that nobody uses: a header of user space that was taken for the event header, or
// a type that was renamed in one place only.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "btfgen/support/error.h"
#include "btfgen/support/files.h"
#include "ecc/checks.h"
#include "ecc/compile.h"
#include "ecc/cut/lexer.h"
#include "ecc/cut/search_path.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;

// How often a header says a word, and where first.
struct Word {
  size_t count = 0;
  size_t line = 0;
};

std::map<std::string, Word> WordsOf(const std::string& text) {
  std::map<std::string, Word> words;
  cut::Lexer lexer(text);
  for (cut::Token token = lexer.Next(); token.kind != cut::Token::Kind::kEnd;
       token = lexer.Next()) {
    if (!token.is_identifier())
      continue;
    Word& word = words[std::string(token.text)];
    if (word.count++ == 0) {
      word.line = 1 + static_cast<size_t>(std::count(text.data(), token.text.data(), '\n'));
    }
  }
  return words;
}

// The words of the sources and of what they include, but for event headers.
class SourceWords {
 public:
  SourceWords(const EccOptions& options, const cut::SearchPath& path) : path_(path) {
    for (const Unit& unit : options.units) {
      std::error_code ignored;
      if (!unit.event_header.empty())
        seen_.insert(fs::weakly_canonical(unit.event_header, ignored));
    }
    for (const std::string& file : path.forced()) Read(file);
    for (const std::string& macro : path.macros()) Take(macro, "");
  }

  void Read(const std::string& file) {
    std::error_code ignored;
    if (fs::path(file).filename() == "vmlinux.h" ||
        !seen_.insert(fs::weakly_canonical(file, ignored)).second ||
        !fs::is_regular_file(file, ignored))
      return;
    Take(ReadFile(file), fs::path(file).parent_path());
  }

  bool Has(const std::string& word) const { return words_.contains(word); }
  // A macro that pastes names may make any of them, and so may an include be any file.
  bool is_certain() const { return is_certain_; }

 private:
  void Take(const std::string& text, const std::string& directory) {
    cut::Lexer lexer(text);
    for (cut::Token token = lexer.Next(); token.kind != cut::Token::Kind::kEnd;
         token = lexer.Next()) {
      if (token.is_identifier())
        words_.emplace(token.text);
      is_certain_ &= !token.Is("##");
      if (!token.Is("#") || !token.starts_line)
        continue;
      cut::Token name = lexer.Next();
      if (name.Is("include"))
        Include(lexer.RestOfLine(), directory);
    }
  }

  void Include(std::string_view operand, const std::string& directory) {
    size_t start = operand.find_first_of("\"<");
    size_t end = start == operand.npos ? start : operand.find_first_of("\">", start + 1);
    if (end == operand.npos) {
      is_certain_ = false;
      return;
    }
    std::optional<cut::Found> found =
        path_.Find(operand.substr(start + 1, end - start - 1), operand[start] == '"',
                   directory.empty() ? "." : directory, "");
    if (found && !found->is_system)
      Read(found->path);
  }

  const cut::SearchPath& path_;
  std::set<fs::path> seen_;
  std::set<std::string> words_;
  bool is_certain_ = true;
};

// Types of one layout are one type: `typedef struct event { … } event_t;`.
bool IsUsed(const layout::Model& model, const layout::Export& type,
            const std::map<std::string, Word>& header, const SourceWords& sources) {
  return std::any_of(
      model.exports.begin(), model.exports.end(), [&](const layout::Export& other) {
        if (!(other.type.kind == type.type.kind && other.type.index == type.type.index))
          return false;
        auto word = header.find(other.name);
        return sources.Has(other.name) || word == header.end() || word->second.count > 1;
      });
}

}  // namespace

void CheckEventTypes(const EccOptions& options, const Program& program) {
  std::vector<Unit> units = options.units;
  if (options.link.empty())
    units = {{options.source, options.event_header}};
  std::optional<cut::SearchPath> path = cut::SearchPath::From(CompilerFlags(options));
  bool is_known = path && !options.header_only && !options.event_header.empty() &&
                  std::none_of(units.begin(), units.end(),
                               [](const Unit& unit) { return IsObjectFile(unit.source); });
  if (!is_known)
    return;
  SourceWords sources(options, *path);
  for (const Unit& unit : units) sources.Read(unit.source);
  if (!sources.is_certain())
    return;
  for (const Unit& unit : units) {
    if (unit.event_header.empty())
      continue;
    std::string text = ReadFile(unit.event_header);
    std::map<std::string, Word> header = WordsOf(text);
    for (const layout::Export& type : program.model.exports) {
      auto word = header.find(type.name);
      if (type.type.kind != layout::TypeRef::Kind::kRecord || word == header.end() ||
          IsUsed(program.model, type, header, sources))
        continue;
      PrintWarning("ecc", code::kUnusedEvent,
                   fmt::format("{}:{}: '{}' is exported as an event type, but '{}' never "
                               "mentions it\nhelp: write it to a map or submit it, or move it "
                               "to a header for user space",
                               unit.event_header, word->second.line, type.name, unit.source));
    }
  }
}

}  // namespace ecc

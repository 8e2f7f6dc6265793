// Event types that nobody uses: a header of user space that was taken for the event header, or
// a type that was renamed in one place only.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "ecc/check/check_program.h"
#include "ecc/clang/flags.h"
#include "ecc/kernel/cut/lexer.h"
#include "ecc/kernel/cut/search_path.h"
#include "ecc/program/compile.h"
#include "support/error.h"
#include "support/files.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;

// How often a header says a word, and where first.
struct Word {
  size_t count = 0;
  size_t line = 0;
};

struct HeaderWords {
  std::map<std::string, Word> words;
  // Names that a definition gives its type behind the tag: `typedef struct event {…} event_t;`.
  std::map<std::string, std::vector<std::string>> aliases;
};

HeaderWords ReadHeader(const std::string& text) {
  HeaderWords header;
  std::vector<std::string> open;  // the tag of each brace
  std::string closed;             // the tag of the brace that closed last
  int parentheses = 0;            // of __attribute__((packed))
  std::string tag;
  cut::Lexer lexer(text);
  for (cut::Token token = lexer.Next(); token.kind != cut::Token::Kind::kEnd;
       token = lexer.Next()) {
    std::string word(token.text);
    if (token.Is("{")) {
      open.push_back(tag);
    } else if (token.Is("}") && !open.empty()) {
      closed = open.back();
      open.pop_back();
    } else if (token.Is(";")) {
      closed.clear();
    } else if (token.Is("(") || token.Is(")")) {
      parentheses += token.Is("(") ? 1 : -1;
    } else if (token.is_identifier()) {
      if (!closed.empty() && parentheses == 0 && word != "__attribute__")
        header.aliases[closed].push_back(word);
      Word& known = header.words[word];
      if (known.count++ == 0) {
        known.line = 1 + static_cast<size_t>(std::count(text.data(), token.text.data(), '\n'));
      }
    }
    tag = token.is_identifier() ? word : "";
  }
  return header;
}

// The words of the sources and of what they include, but for event headers.
class SourceWords {
 public:
  SourceWords(const Job& job, const cut::SearchPath& path) : path_(path), files_(job.files) {
    for (const Unit& unit : job.options.units) {
      std::error_code ignored;
      for (const std::string& header : unit.event_headers)
        seen_.insert(fs::weakly_canonical(header, ignored));
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
    Take(files_.Read(file), fs::path(file).parent_path());
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
  SourceFiles& files_;
  std::set<fs::path> seen_;
  std::set<std::string> words_;
  bool is_certain_ = true;
};

// By the sources, or by another definition in the event headers.
bool IsUsed(const std::string& name, const std::vector<HeaderWords>& headers,
            const SourceWords& sources) {
  auto is_said = [&](const std::string& word) {
    size_t count = 0;
    for (const HeaderWords& header : headers) {
      auto known = header.words.find(word);
      count += known == header.words.end() ? 0 : known->second.count;
    }
    return count > 1 || sources.Has(word);
  };
  return is_said(name) ||
         std::any_of(headers.begin(), headers.end(), [&](const HeaderWords& header) {
           auto aliases = header.aliases.find(name);
           return aliases != header.aliases.end() &&
                  std::any_of(aliases->second.begin(), aliases->second.end(), is_said);
         });
}

}  // namespace

void CheckEventTypes(const Job& job, const CompiledProgram& program) {
  std::vector<Unit> units = job.options.units;
  if (job.options.link.empty())
    units = {job.unit};
  std::optional<cut::SearchPath> path = cut::SearchPath::From(CompilerFlags(job));
  bool is_known = path && !job.options.header_only && !job.unit.event_headers.empty() &&
                  std::none_of(units.begin(), units.end(),
                               [](const Unit& unit) { return IsObjectFile(unit.source); });
  if (!is_known)
    return;
  SourceWords sources(job, *path);
  for (const Unit& unit : units) sources.Read(unit.source);
  if (!sources.is_certain())
    return;
  for (const Unit& unit : units) {
    std::vector<HeaderWords> headers;
    for (const std::string& file : unit.event_headers)
      headers.push_back(ReadHeader(job.files.Read(file)));
    for (size_t i = 0; i < headers.size(); ++i) {
      const std::string& file = unit.event_headers[i];
      for (const layout::Export& type : program.model.exports) {
        auto word = headers[i].words.find(type.name);
        if (type.type.kind != layout::TypeRef::Kind::kRecord ||
            word == headers[i].words.end() || IsUsed(type.name, headers, sources))
          continue;
        PrintWarning(
            "ecc", code::kUnusedEvent, AtLine(file, word->second.line),
            fmt::format("'{}' is exported as an event type, but '{}' never mentions it",
                        type.name, unit.source),
            "write it to a map or submit it, or move it to a header for user space");
      }
    }
  }
}

}  // namespace ecc

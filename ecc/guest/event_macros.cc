// The generated header replaces the event header's types, not its macros.  Those are the lines
// of its preprocessor, each left in its place, with everything between them gone.
#include "ecc/guest/event_macros.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "support/c_source.h"
#include "support/text.h"

namespace ecc {
namespace {

// Passes over a comment or a literal that begins at `i`; false when none does.
bool SkipOver(std::string_view text, size_t& i) {
  if (text.substr(i).starts_with("//")) {
    i = std::min(text.find('\n', i), text.size());
    return true;
  }
  if (text.substr(i).starts_with("/*")) {
    size_t end = text.find("*/", i + 2);
    i = end == text.npos ? text.size() : end + 2;
    return true;
  }
  char quote = text[i];
  if (quote != '"' && quote != '\'')
    return false;
  for (++i; i < text.size() && text[i] != quote && text[i] != '\n'; ++i) {
    if (text[i] == '\\')
      ++i;
  }
  // A literal ends with its line; the line's end is not part of it.
  if (i < text.size() && text[i] == quote)
    ++i;
  i = std::min(i, text.size());
  return true;
}

}  // namespace

std::string DirectivesOf(std::string_view source) {
  std::string out;
  bool at_line_start = true;
  bool in_directive = false;
  // Line breaks of comments in a directive, which would end it: they stand behind it.
  size_t owed = 0;
  for (size_t i = 0; i < source.size();) {
    size_t start = i;
    if (SkipOver(source, i)) {
      bool is_comment = source[start] == '/';
      std::string_view skipped = source.substr(start, i - start);
      if (in_directive && !is_comment) {
        out += skipped;
      } else {
        // The line breaks are kept, so that the text behind the comment keeps its line.
        auto breaks = static_cast<size_t>(std::count(skipped.begin(), skipped.end(), '\n'));
        if (in_directive) {
          out += ' ';
          owed += breaks;
        } else {
          out.append(breaks, '\n');
        }
      }
      at_line_start &= is_comment;
      continue;
    }
    char c = source[i++];
    if (c == '\\' && i < source.size() && source[i] == '\n') {
      ++i;
      out += in_directive ? "\\\n" : "\n";
      continue;
    }
    if (c == '\n') {
      out.append(1 + owed, '\n');
      owed = 0;
      at_line_start = true;
      in_directive = false;
      continue;
    }
    if (c == '#' && at_line_start)
      in_directive = true;
    if (in_directive)
      out += c;
    at_line_start &= c == ' ' || c == '\t';
  }
  out.append(owed, '\n');
  return out;
}

namespace {

// Each file once: who includes twice has a guard.
std::string ExpandMacros(const std::string& path, SourceFiles& files,
                         std::set<std::string>& seen) {
  if (!seen.insert(path).second)
    return "";
  std::string directives = DirectivesOf(files.Read(path));
  std::string_view rest = directives;
  std::string out;
  while (!rest.empty()) {
    std::string_view line = TakeLine(rest);
    std::optional<IncludeLine> include = ParseInclude(line);
    if (include && include->is_quoted) {
      std::string included = std::filesystem::path(path).parent_path() / include->name;
      std::error_code ignored;
      if (std::filesystem::is_regular_file(included, ignored)) {
        out += ExpandMacros(included, files, seen);
        continue;
      }
    }
    out += line;
    out += '\n';
  }
  return out;
}

}  // namespace

std::string MacrosOf(const std::string& path, SourceFiles& files) {
  std::set<std::string> seen;
  return ExpandMacros(path, files, seen);
}

}  // namespace ecc

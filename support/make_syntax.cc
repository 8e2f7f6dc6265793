// Make has one way to spell a blank and none to spell a line break, or a backslash at a path's
// end: a backslash before a blank or '#' takes that as it is, backslashes before such a pair
// come in pairs, and a dollar is doubled.  What means something else to make it would obey: a
// recipe stands behind ';', a variable's value behind '='.  Compilers write such rules, and
// make and ninja read them.
#include "support/make_syntax.h"

#include <fmt/format.h>

#include <algorithm>

#include "support/error.h"
#include "support/identifier.h"

namespace ecc {

// A backslash before a blank or '#' takes that as it is, and any before it come in pairs; other
// backslashes are themselves; "$$" is one dollar.
std::pair<size_t, std::string> ReadMakeWord(std::string_view rule) {
  std::string word;
  size_t i = 0;
  while (i < rule.size()) {
    if (rule[i] == '\\') {
      size_t end = std::min(rule.find_first_not_of('\\', i), rule.size());
      size_t count = end - i;
      char next = end < rule.size() ? rule[end] : '\0';
      bool is_escape = next == ' ' || next == '\t' || next == '#';
      // The last of them continues the line.
      if (next == '\n') {
        word.append(count - 1, '\\');
        return {end - 1, word};
      }
      word.append(is_escape ? count / 2 : count, '\\');
      i = end;
      if (is_escape && count % 2 == 1) {
        word += next;
        ++i;
      }
    } else if (rule[i] == ' ' || rule[i] == '\n' || rule[i] == '\t') {
      break;
    } else {
      i += rule.substr(i, 2) == "$$" ? 2 : 1;
      word += rule[i - 1];
    }
  }
  return {i, word};
}

namespace {

// Why a path cannot be written; empty when it can.
std::string Obstacle(std::string_view path) {
  if (path.find('\n') != path.npos)
    return "there is a line break in it";
  // What follows a path in a rule is a blank or a line's end.
  if (path.ends_with('\\'))
    return "it ends with a backslash";
  for (char c : path) {
    if (std::string_view(";:=%|").find(c) != std::string_view::npos)
      return fmt::format("make takes the '{}' in it for its own", c);
    // Some end a word, or a line.
    if (c != '\t' && static_cast<unsigned char>(c) < ' ')
      return "there is a control character in it";
  }
  return "";
}

}  // namespace

std::string QuoteForMake(std::string_view path) {
  if (std::string obstacle = Obstacle(path); !obstacle.empty())
    throw Error(code::kPath,
                fmt::format("a depfile cannot name '{}': {}", Printable(path), obstacle),
                "rename it, or build without -MD");
  std::string quoted;
  for (size_t i = 0; i < path.size(); ++i) {
    char c = path[i];
    if (c == ' ' || c == '\t' || c == '#') {
      // Backslashes before it would escape it, or each other.
      for (size_t j = i; j > 0 && path[j - 1] == '\\'; --j) quoted += '\\';
      quoted += '\\';
    } else if (c == '$') {
      quoted += '$';
    }
    quoted += c;
  }
  return quoted;
}

}  // namespace ecc

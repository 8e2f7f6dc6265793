#include "support/c_source.h"

#include <algorithm>

#include "support/text.h"

namespace ecc {
namespace {

void SkipBlanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

}  // namespace

std::optional<IncludeLine> ParseInclude(std::string_view line) {
  SkipBlanks(line);
  if (!TakePrefix(line, "#"))
    return std::nullopt;
  SkipBlanks(line);
  if (!TakePrefix(line, "include"))
    return std::nullopt;
  SkipBlanks(line);
  if (!line.starts_with('"') && !line.starts_with('<'))
    return std::nullopt;
  bool is_quoted = line.starts_with('"');
  line.remove_prefix(1);
  size_t end = line.find(is_quoted ? '"' : '>');
  if (end == line.npos || end == 0)
    return std::nullopt;
  return IncludeLine{line.substr(0, end), is_quoted};
}

bool HasFloatFormat(std::string_view text) {
  for (size_t at = text.find('%'); at != text.npos; at = text.find('%', at + 1)) {
    size_t end = text.find_first_not_of("-+ #0123456789.*'", at + 1);
    end = text.find_first_not_of("hlLqjzt", std::min(end, text.size()));
    if (end != text.npos && std::string_view("aefgAEFG").find(text[end]) != text.npos)
      return true;
  }
  return false;
}

}  // namespace ecc

#include "ecc/output/annotations.h"

#include <algorithm>
#include <array>
#include <string>

#include "support/json.h"
#include "support/text.h"

namespace ecc {
namespace {

std::string_view Trim(std::string_view text) {
  size_t start = text.find_first_not_of(" \t\r\n");
  if (start == text.npos)
    return "";
  return text.substr(start, text.find_last_not_of(" \t\r\n") - start + 1);
}

// One line of a comment without its decoration: "///", "/**", " *", "*/".
std::string_view Undecorate(std::string_view line) {
  line = Trim(line);
  if (line.ends_with("*/"))
    line.remove_suffix(2);
  for (std::string_view mark : {"///<", "///", "//!", "/**", "/*!", "*"}) {
    if (line.starts_with(mark)) {
      line.remove_prefix(mark.size());
      break;
    }
  }
  return Trim(line);
}

// Commands whose text is prose, even where it looks like JSON: "@version 1.0".
bool IsProse(std::string_view command) {
  static constexpr auto kProse = std::to_array<std::string_view>(
      {"brief", "details", "version", "note", "author", "description"});
  return std::find(kProse.begin(), kProse.end(), command) != kProse.end();
}

void Store(Json& keys, const std::string& command, std::string_view text) {
  text = Trim(text);
  if (command.empty()) {
    if (!text.empty())
      keys["description"] = text;
    return;
  }
  if (!IsProse(command)) {
    if (std::optional<Json> value = TryParseJson(text)) {
      keys[command] = std::move(*value);
      return;
    }
  } else if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  keys[command] = text;
}

}  // namespace

Json ParseAnnotations(std::string_view comment) {
  Json keys = Json::MakeObject();
  std::string command;
  std::string text;
  while (!comment.empty()) {
    std::string_view line = Undecorate(TakeLine(comment));
    if (line.starts_with('@') || line.starts_with('\\')) {
      Store(keys, command, text);
      size_t space = std::min(line.find_first_of(" \t"), line.size());
      command = line.substr(1, space - 1);
      text = line.substr(space);
    } else {
      text += text.empty() ? "" : "\n";
      text += line;
    }
  }
  Store(keys, command, text);
  return keys;
}

}  // namespace ecc

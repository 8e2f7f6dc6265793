#include "support/template.h"

#include <set>
#include <stdexcept>

#include "support/identifier.h"

namespace ecc {
namespace {

bool IsKey(std::string_view text) {
  return !text.empty() && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == text.npos;
}

}  // namespace

std::string FillTemplate(std::string_view frame,
                         const std::map<std::string, std::string>& values) {
  std::string result;
  std::set<std::string> used;
  while (true) {
    size_t open = frame.find('@');
    result += frame.substr(0, open);
    if (open == frame.npos)
      break;
    size_t close = frame.find('@', open + 1);
    std::string key(frame.substr(open + 1, close == frame.npos ? 0 : close - open - 1));
    auto value = values.find(key);
    if (!IsKey(key) || value == values.end()) {
      throw std::logic_error("template: no value for '@" + key + "@'");
    }
    used.insert(key);
    result += value->second;
    frame.remove_prefix(close + 1);
  }
  for (const auto& [key, value] : values) {
    if (!used.contains(key))
      throw std::logic_error("template: '" + key + "' is not used");
  }
  return result;
}

std::pair<std::string, std::string> FillTemplateAround(
    std::string_view frame, const std::string& key, std::map<std::string, std::string> values) {
  // A byte that no frame and no printed text has.
  const std::string mark(1, '\0');
  values.emplace(key, mark);
  std::string text = FillTemplate(frame, values);
  size_t hole = text.find(mark);
  return {text.substr(0, hole), text.substr(hole + 1)};
}

std::string IncludeGuard(std::string_view file) {
  std::string guard = SanitizeIdentifier(file.substr(file.rfind('/') + 1));
  for (char& c : guard) {
    if (c >= 'a' && c <= 'z')
      c = static_cast<char>(c - 'a' + 'A');
  }
  return guard;
}

}  // namespace ecc

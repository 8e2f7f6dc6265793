#include "support/text.h"

#include <algorithm>
#include <charconv>

#include "support/identifier.h"

namespace ecc {

std::string_view TakeLine(std::string_view& text) {
  size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::string Join(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty())
      text += separator;
    text += word;
  }
  return text;
}

std::vector<std::string> SplitAtBlanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n";
  std::vector<std::string> words;
  for (size_t start = text.find_first_not_of(kBlanks); start != text.npos;
       start = text.find_first_not_of(kBlanks)) {
    size_t end = std::min(text.find_first_of(kBlanks, start), text.size());
    words.emplace_back(text.substr(start, end - start));
    text.remove_prefix(end);
  }
  return words;
}

bool ContainsWord(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    size_t end = at + word.size();
    if ((at == 0 || !IsWordCharacter(text[at - 1])) &&
        (end == text.size() || !IsWordCharacter(text[end])))
      return true;
  }
  return false;
}

bool TakeNumber(std::string_view& text, unsigned& number) {
  constexpr size_t kMostDigits = 9;
  size_t size = std::min(text.find_first_not_of("0123456789"), text.size());
  if (size == 0 || size > kMostDigits)
    return false;
  std::from_chars(text.data(), text.data() + size, number);
  text.remove_prefix(size);
  return true;
}

bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix))
    return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string_view TakeWord(std::string_view& text) {
  size_t size = 0;
  while (size < text.size() && IsWordCharacter(text[size])) ++size;
  std::string_view word = text.substr(0, size);
  text.remove_prefix(size);
  return word;
}

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  if (from.empty() || from == to)
    return;
  for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

}  // namespace ecc

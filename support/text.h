// Small operations on text that the standard library lacks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ecc {

// The line at the front of a text that is not empty, without its end; the text is what follows.
std::string_view TakeLine(std::string_view& text);

std::string Join(const std::vector<std::string>& words, std::string_view separator);

// The words between blanks, tabs and line ends.
std::vector<std::string> SplitAtBlanks(std::string_view text);

// True when a text has the word, and not just as a part of a longer one.
bool ContainsWord(std::string_view text, std::string_view word);

// Takes the digits at the front of a text; false when there are none, or too many for a line or
// column.
bool TakeNumber(std::string_view& text, unsigned& number);

// Takes what a text begins with; false, and nothing is taken, when it begins otherwise.
bool TakePrefix(std::string_view& text, std::string_view prefix);

// Takes the letters, digits and underscores at the front of a text.
std::string_view TakeWord(std::string_view& text);

void ReplaceAll(std::string& text, std::string_view from, std::string_view to);

}  // namespace ecc

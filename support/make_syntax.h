// File names as make's rules spell them.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace ecc {

// A path as make reads it.  Throws Error for one that it cannot read.
std::string QuoteForMake(std::string_view path);

// Takes the word at the front of a rule: where it ends, and the word without its escapes.
std::pair<size_t, std::string> ReadMakeWord(std::string_view rule);

}  // namespace ecc

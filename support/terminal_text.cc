// Decoding is lenient: a terminal may be, too, and a control that is spelled longer than it
// need be (E0 82 9B) would otherwise get through.
#include "support/terminal_text.h"

#include <fmt/format.h>

#include <cstdint>

namespace ecc {
namespace {

struct Character {
  char32_t value;
  size_t size;  // bytes
};

// The character at the front of a text that is not empty.  A byte that begins none is one.
Character FirstOf(std::string_view text) {
  auto lead = static_cast<unsigned char>(text[0]);
  size_t size = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 1;
  if (size == 1 || text.size() < size)
    return {lead, 1};
  char32_t value = lead & (0x7fU >> size);
  for (size_t i = 1; i < size; ++i) {
    auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80)
      return {lead, 1};
    value = value << 6 | (next & 0x3f);
  }
  return {value, size};
}

bool IsControl(char32_t c) {
  bool moves_the_cursor = c < ' ' || (c >= 0x7f && c <= 0x9f);
  // What Unicode calls Bidi_Control.
  bool turns_the_text = c == 0x61c || c == 0x200e || c == 0x200f ||
                        (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  return moves_the_cursor || turns_the_text;
}

std::string Escape(char32_t c) {
  return fmt::format("\\u{:04x}", static_cast<uint32_t>(c));
}

}  // namespace

std::string ReplaceControls(std::string_view text,
                            const std::function<std::string(char32_t)>& replacement) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    Character first = FirstOf(text);
    if (IsControl(first.value))
      result += replacement(first.value);
    else
      result += text.substr(0, first.size);
    text.remove_prefix(first.size);
  }
  return result;
}

std::string EscapeControls(std::string_view text) {
  return ReplaceControls(text, Escape);
}

std::string EscapeControlsInJson(std::string_view json) {
  return ReplaceControls(json, [](char32_t c) { return c == '\n' ? "\n" : Escape(c); });
}

}  // namespace ecc

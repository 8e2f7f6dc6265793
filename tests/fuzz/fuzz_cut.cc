// libFuzzer: a vmlinux.h and a program that mentions all of its words, or those of its first
// half.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "ecc/kernel/cut/cut.h"
#include "ecc/kernel/cut/lexer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ecc::cut;
  std::string text(reinterpret_cast<const char*>(data), size);
  Mentions mentions;
  mentions.vmlinux_text = text;
  mentions.pastes = size % 2 == 0;
  mentions.any_name_is_tag = size % 3 == 0;
  Lexer lexer(std::string_view(text).substr(0, size / 2));
  Token before;
  for (Token token = lexer.Next(); token.kind != Token::Kind::kEnd; token = lexer.Next()) {
    mentions.names.insert(token.text);
    mentions.members.insert(token.text);
    if (IsTagKeyword(before.text))
      mentions.tags.insert(token.text);
    before = token;
  }
  // What is cut is again a dump, and nothing is left to cut away from it.
  std::optional<std::string> once = Cut(mentions);
  if (!once)
    return 0;
  std::string kept = *once;
  mentions.vmlinux_text = kept;
  if (!Cut(mentions))
    abort();
  return 0;
}

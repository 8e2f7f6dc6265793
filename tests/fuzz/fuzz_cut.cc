// libFuzzer: a vmlinux.h and a program that mentions all of its words, or those of its first
// half.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "ecc/kernel/cut/cut.h"
#include "ecc/kernel/cut/lexer.h"
#include "ecc/kernel/cut/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using namespace ecc::cut;

// The declaration that `name` leads to was kept as it was.
void RequireSame(const Pieces& whole, const Pieces& kept,
                 std::unordered_map<std::string_view, uint32_t> Pieces::*names,
                 std::string_view name) {
  auto wanted = (whole.*names).find(name);
  if (wanted == (whole.*names).end())
    return;
  auto found = (kept.*names).find(name);
  ecc::test::Require(found != (kept.*names).end(), "a mentioned name is kept");
  ecc::test::Require(kept.list[found->second].text == whole.list[wanted->second].text,
                     "it is kept as it was");
}

// All that the program mentions is there, and all that stands in the text in any case.
void RequireWhatIsNeeded(const Mentions& mentions, const Pieces& whole, const Pieces& kept) {
  for (std::string_view name : mentions.names) {
    RequireSame(whole, kept, &Pieces::typedefs, name);
    if (mentions.any_name_is_tag)
      RequireSame(whole, kept, &Pieces::tags, name);
  }
  for (std::string_view tag : mentions.tags) RequireSame(whole, kept, &Pieces::tags, tag);
  auto count = [&](const Pieces& pieces) {
    size_t needed = 0;
    for (const Piece& piece : pieces.list) {
      needed += piece.kind == Piece::Kind::kAlways ||
                (piece.kind == Piece::Kind::kFunction && mentions.names.contains(piece.name));
    }
    return needed;
  };
  ecc::test::Require(count(kept) == count(whole), "directives and functions are kept");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
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
  std::optional<std::string> once = Cut(mentions);
  if (!once)
    return 0;
  // The part that is kept is again a dump, has all that is needed, and nothing to spare.
  std::optional<Pieces> whole = Split(text);
  std::optional<Pieces> kept = Split(*once);
  ecc::test::Require(whole && kept, "the part that is kept is a dump");
  RequireWhatIsNeeded(mentions, *whole, *kept);
  mentions.vmlinux_text = *once;
  ecc::test::Require(Cut(mentions) == once, "nothing is left to cut");
  return 0;
}

#include "support/terminal_text.h"

#include "tests/support/helpers.h"

namespace ecc {
namespace {

TEST(TerminalText, LeavesWhatIsShown) {
  for (std::string text :
       {"", "a b", "é", "\xc2\xa0", "€", "\xe2\x80\x90", "𝄞", "\xff\xfe", "\xc3"})
    EXPECT_EQ(text, EscapeControls(text));
}

TEST(TerminalText, EscapesWhatMovesTheCursor) {
  EXPECT_EQ("\\u001b[2J\\u000a\\u007f", EscapeControls("\x1b[2J\n\x7f"));
  EXPECT_EQ("\\u009b2J\\u0080\\u009f", EscapeControls("\xc2\x9b"
                                                      "2J\xc2\x80\xc2\x9f"));
}

TEST(TerminalText, EscapesWhatTurnsTheText) {
  EXPECT_EQ("\\u061c\\u200e\\u200f", EscapeControls("\xd8\x9c\xe2\x80\x8e\xe2\x80\x8f"));
  EXPECT_EQ("a\\u202a\\u202eb", EscapeControls("a\xe2\x80\xaa\xe2\x80\xae"
                                               "b"));
  EXPECT_EQ("\\u2066\\u2069", EscapeControls("\xe2\x81\xa6\xe2\x81\xa9"));
}

// As a byte of an old terminal, cut off, and spelled longer than it need be.
TEST(TerminalText, FindsThemInWhatIsNoUtf8) {
  EXPECT_EQ("\\u009b2J", EscapeControls("\x9b"
                                        "2J"));
  EXPECT_EQ("\xc2\\u001b", EscapeControls("\xc2\x1b"));
  EXPECT_EQ("\xe2\\u0080", EscapeControls("\xe2\x80"));
  EXPECT_EQ("\\u001b\\u009b", EscapeControls("\xc0\x9b\xe0\x82\x9b"));
}

TEST(TerminalText, PutsInTheirPlaceWhatSomebodyWants) {
  EXPECT_EQ("a?b", ReplaceControls("a\xc2\x9b"
                                   "b",
                                   [](char32_t) { return "?"; }));
}

TEST(TerminalText, LeavesTheLinesOfJson) {
  EXPECT_EQ("{\n  \"\\u202e\"", EscapeControlsInJson("{\n  \"\xe2\x80\xae\""));
}

}  // namespace
}  // namespace ecc

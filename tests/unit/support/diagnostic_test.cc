#include "support/diagnostic.h"

#include <gtest/gtest.h>

namespace ecc {
namespace {

Place PlaceIn(std::string_view text, std::string_view rest) {
  Place place = TakePlace(text);
  EXPECT_EQ(rest, text);
  return place;
}

TEST(Diagnostic, TakesPlaces) {
  EXPECT_EQ((Place{"a b.c", 3, 7, 0, ""}), PlaceIn("a b.c:3:7: it: is", "it: is"));
  EXPECT_EQ((Place{"a.c", 3, 0, 0, ""}), PlaceIn("a.c:3: what", "what"));
  EXPECT_EQ((Place{"d:1/a.c", 3, 0, 0, ""}), PlaceIn("d:1/a.c:3: what", "what"));
  EXPECT_EQ((Place{"a.o", 0, 0, 0, ".BTF+0x1f4"}),
            PlaceIn("a.o: .BTF+0x1f4: type 3", "type 3"));
  EXPECT_EQ((Place{"vmlinux", 0, 0, 0, "+0x1f4"}), PlaceIn("vmlinux+0x1f4: type 3", "type 3"));
}

TEST(Diagnostic, LeavesSentencesAlone) {
  for (const char* text :
       {"cannot read 'a:3: b': no such file", "there is no clang", "", ":3: x", "a.c:x: y",
        "p.json: no usable package: no JSON", "a.c:99999999999: x"}) {
    EXPECT_EQ(Place(), PlaceIn(text, text));
  }
}

TEST(Diagnostic, ParsesOurMessages) {
  Diagnostic diagnostic = ParseMessage(
      Diagnostic::Level::kWarning, "ecc-x",
      "a.c:3: what\n  and more\nnote: b.h:1:2: first\nnote: second\nhelp: do\nnote: this");
  EXPECT_EQ("what\n  and more", diagnostic.message);
  EXPECT_EQ("ecc-x", diagnostic.code);
  EXPECT_EQ(3U, diagnostic.place.line);
  ASSERT_EQ(2U, diagnostic.notes.size());
  EXPECT_EQ("b.h", diagnostic.notes[0].place.file);
  EXPECT_EQ("first", diagnostic.notes[0].message);
  EXPECT_EQ("second", diagnostic.notes[1].message);
  EXPECT_EQ("do\nnote: this", diagnostic.help);
}

}  // namespace
}  // namespace ecc

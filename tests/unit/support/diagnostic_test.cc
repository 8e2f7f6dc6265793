#include "support/diagnostic.h"

#include <gtest/gtest.h>

namespace ecc {
namespace {

TEST(Diagnostic, SpellsPlaces) {
  EXPECT_EQ("", ToString(Place()));
  EXPECT_EQ("a b.c:3:7", ToString(AtLine("a b.c", 3, 7)));
  EXPECT_EQ("a.c:3", ToString(AtLine("a.c", 3)));
  EXPECT_EQ("a.o: .BTF+0x1f4", ToString(InFile("a.o", ".BTF+0x1f4")));
  EXPECT_EQ("vmlinux+0x1f4", ToString(InFile("vmlinux", "+0x1f4")));
}

TEST(Diagnostic, HasNotesAndTheRemedyBelow) {
  Diagnostic diagnostic{Diagnostic::Level::kError, "ecc-x", AtLine("a.c", 3), "what", {}, "do"};
  diagnostic.notes.push_back(
      {Diagnostic::Level::kNote, "", AtLine("b.h", 1, 2), "first", {}, ""});
  diagnostic.notes.push_back({Diagnostic::Level::kNote, "", {}, "second", {}, ""});
  EXPECT_EQ("a.c:3: what\nnote: b.h:1:2: first\nnote: second\nhelp: do", ToString(diagnostic));
  EXPECT_EQ("what", ToString(Diagnostic{Diagnostic::Level::kNote, "", {}, "what", {}, ""}));
}

}  // namespace
}  // namespace ecc

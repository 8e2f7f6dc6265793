#include <gtest/gtest.h>

#include "ecc/clang/clang_diagnostics.h"
#include "support/text.h"

namespace ecc {
namespace {

using Level = Diagnostic::Level;

TEST(ClangDiagnostics, KnowsPlacesRangesFlagsAndNotes) {
  std::vector<Diagnostic> all = ParseClangDiagnostics(
      "In file included from a.c:1:\n"
      "./x y.h:1:22:{1:20-1:25}{1:3-1:4}: warning: an assignment [-Werror,-Wparentheses]\n"
      "a.c:9:2: note: see here\n"
      "a.c:2:24: error: incomplete type 'struct q' [not a flag]\n"
      "clang: error: unknown argument: '-x'\n"
      "2 errors generated.\n");
  ASSERT_EQ(3U, all.size());
  EXPECT_EQ(Level::kWarning, all[0].level);
  EXPECT_EQ((Place{"./x y.h", 1, 22, 25, ""}), all[0].place);
  EXPECT_EQ("an assignment", all[0].message);
  EXPECT_EQ("-Wparentheses", all[0].code);
  ASSERT_EQ(1U, all[0].notes.size());
  EXPECT_EQ((Place{"a.c", 9, 2, 0, ""}), all[0].notes[0].place);
  EXPECT_EQ("incomplete type 'struct q' [not a flag]", all[1].message);
  EXPECT_EQ("clang", all[1].code);
  EXPECT_EQ(Place(), all[2].place);
  EXPECT_EQ("unknown argument: '-x'", all[2].message);
}

TEST(ClangDiagnostics, KnowsBackendAndLinker) {
  std::vector<Diagnostic> all = ParseClangDiagnostics(
      "error: a.c:4:0: in function f i32 (i32): too many args\n"
      "fatal error: error in backend: Cannot select: 0x1\n  0x2: i64\nStack dump:\n"
      "wasm-ld: error: undefined symbol: x\n");
  ASSERT_EQ(3U, all.size());
  EXPECT_EQ((Place{"a.c", 4, 0, 0, ""}), all[0].place);
  EXPECT_EQ("in function f i32 (i32): too many args", all[0].message);
  EXPECT_EQ("undefined symbol: x", all[2].message);
}

TEST(ClangDiagnostics, LosesNoTextThatItDoesNotKnow) {
  EXPECT_EQ(0U, ParseClangDiagnostics("").size());
  std::vector<Diagnostic> all = ParseClangDiagnostics("Segmentation fault\ncore dumped\n");
  ASSERT_EQ(1U, all.size());
  EXPECT_EQ("Segmentation fault\ncore dumped", all[0].message);
  EXPECT_EQ(1U, ParseClangDiagnostics(std::string(1 << 20, 'x')).size());
}

}  // namespace
}  // namespace ecc

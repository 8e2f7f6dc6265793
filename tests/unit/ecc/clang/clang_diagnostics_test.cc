#include <gtest/gtest.h>

#include "ecc/clang/clang_diagnostics.h"
#include "ecc/clang/clang_features.h"
#include "support/diagnostics_format.h"
#include "support/json.h"
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

TEST(ClangFeatures, NamesTheVersion) {
  auto notes = [](std::string_view text, int version) {
    std::optional<ClangExplanation> explanation = ExplainClangVersion(text, version);
    return explanation ? Join(explanation->notes, "; ") : "";
  };
  EXPECT_EQ("-mcpu=v4 needs clang 18, and this is 14",
            notes("error: unknown target CPU 'v4'\n", 14));
  EXPECT_EQ("", notes("error: unknown target CPU 'v4'\n", 18));
  EXPECT_EQ("", notes("error: unknown target CPU 'v9'\n", 14));
  EXPECT_EQ("", notes("error: unknown target CPU 'v4'\n", 0));
  // A name of the program's is no instruction.
  EXPECT_EQ("", notes("a.c:1:1: error: no\n may_goto(1)\n", 14));
  EXPECT_EQ("'may_goto' needs clang 19, and this is 14",
            notes("a.c:1:1: error: no\n<inline asm>:1:2: note: instantiated into assembly "
                  "here\n may_goto +1\n",
                  14));
}

TEST(ClangFeatures, TellsTheCpuFromTheCompiler) {
  constexpr std::string_view kXor =
      "error in backend: Cannot select: 0x1: ch = AtomicLoadXor<(";
  EXPECT_EQ("v3", ExplainClangVersion(kXor, 14)->cpu);
  EXPECT_EQ("", ExplainClangVersion(kXor, 11)->cpu);
  EXPECT_EQ("signed division needs -mcpu=v4",
            ExplainClangVersion("Error: Unsupport signed division for", 19)->notes.at(0));
}

TEST(DiagnosticsFormat, WritesALine) {
  Diagnostic diagnostic{Level::kError, "ecc-x", {"a\"b.c", 3, 7, 9, ""},
                        "no\nway\xff", {},      "do"};
  diagnostic.notes.push_back({Level::kNote, "", {}, "why", {}, ""});
  EXPECT_EQ(
      "{\"level\":\"error\",\"code\":\"ecc-x\",\"file\":\"a\\\"b.c\",\"line\":3,\"column\":7,"
      "\"endColumn\":9,\"message\":\"no\\nway\xef\xbf\xbd\",\"notes\":[{\"level\":\"note\","
      "\"message\":\"why\"}],\"help\":\"do\"}\n",
      JsonLine(diagnostic));
}

TEST(DiagnosticsFormat, WritesADocument) {
  std::string lines = JsonLine({Level::kWarning, "a", {"d e/x.c", 1, 2, 0, ""}, "m", {}, "h"}) +
                      JsonLine({Level::kWarning, "b", {}, "n", {}, ""}) +
                      JsonLine({Level::kWarning, "a", {"/y.c", 5, 0, 0, ""}, "o", {}, ""});
  Json run = ParseJson(SarifDocument(lines))["runs"][0];
  EXPECT_EQ(2U, run["tool"]["driver"]["rules"].size());
  ASSERT_EQ(3U, run["results"].size());
  EXPECT_EQ(0, run["results"][2]["ruleIndex"]);
  EXPECT_EQ("m\nhelp: h", run["results"][0]["message"]["text"]);
  auto uri = [&](int i) {
    return run["results"][i]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
  };
  EXPECT_EQ("d%20e/x.c", uri(0));
  EXPECT_EQ("file:///y.c", uri(2));
  EXPECT_TRUE(run["results"][1]["locations"].empty());
  EXPECT_EQ(true, run["invocations"][0]["executionSuccessful"]);
  EXPECT_EQ(Json::MakeArray(), ParseJson(SarifDocument(""))["runs"][0]["results"]);
}

}  // namespace
}  // namespace ecc

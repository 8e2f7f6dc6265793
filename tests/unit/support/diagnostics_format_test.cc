#include "support/diagnostics_format.h"

#include <gtest/gtest.h>

#include "support/json.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

using Level = Diagnostic::Level;

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

TEST(DiagnosticsFormat, RefusesOthers) {
  EXPECT_EQ("--diagnostics is text, json or sarif, not 'jsn'\nhelp: did you mean json?",
            test::ErrorFrom([] {
              UseDiagnosticsFormat({"a.c", "--diagnostics=jsn"});
            }));
  UseDiagnosticsFormat({"--", "--diagnostics=jsn"});
  EXPECT_EQ(nullptr, GetDiagnosticSink());
}

}  // namespace
}  // namespace ecc

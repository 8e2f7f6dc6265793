#include "support/template.h"

#include <functional>
#include <stdexcept>

#include "tests/support/helpers.h"

namespace ecc {
namespace {

std::string Bug(const std::function<void()>& body) {
  try {
    body();
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "";
}

TEST(Template, FillsEveryHole) {
  EXPECT_EQ("a 1, 22, 1.",
            FillTemplate("a @ONE@, @TWO_@, @ONE@.", {{"ONE", "1"}, {"TWO_", "22"}}));
  EXPECT_EQ("@A@", FillTemplate("@B@", {{"B", "@A@"}})) << "values are not looked into";
  EXPECT_EQ("", FillTemplate("", {}));
}

TEST(Template, TakesOtherHolesAndValuesForBugs) {
  EXPECT_EQ("template: no value for '@A@'", Bug([] { FillTemplate("@A@", {}); }));
  EXPECT_EQ("template: no value for '@a b@'", Bug([] {
              FillTemplate("@a b@", {{"a b", ""}});
            }));
  EXPECT_EQ("template: no value for '@@'", Bug([] { FillTemplate("x@y", {}); }));
  EXPECT_EQ("template: 'B' is not used", Bug([] {
              FillTemplate("@A@", {{"A", ""}, {"B", ""}});
            }));
}

TEST(Template, SplitsAroundAHole) {
  EXPECT_EQ(std::pair(std::string("a1"), std::string("b")),
            FillTemplateAround("a@ONE@@BODY@b", "BODY", {{"ONE", "1"}}));
}

TEST(Template, NamesIncludeGuards) {
  EXPECT_EQ("BOOTSTRAP_WASM_H", IncludeGuard("out/bootstrap.wasm.h"));
  EXPECT_EQ("AZ_09_H", IncludeGuard("az-09.h"));
}

}  // namespace
}  // namespace ecc

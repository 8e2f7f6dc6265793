#include <gtest/gtest.h>

#include "ecc/output/package.h"

namespace ecc {
namespace {

TEST(Yaml, SpellsWhatJsonSpells) {
  Json json = {{"name", "a: b"}, {"size", 3}, {"none", nullptr}, {"good", true}};
  json["list"] = Json::MakeArray({1, Json{{"x", "y"}}});
  json["empty"] = Json::MakeArray();
  EXPECT_EQ(
      "name: \"a: b\"\nsize: 3\nnone: ~\ngood: true\nlist:\n  - 1\n  - x: \"y\"\n"
      "empty: []\n",
      ToYaml(json));
}

}  // namespace
}  // namespace ecc

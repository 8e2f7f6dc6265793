#include "ecc/output/annotations.h"
#include "support/json.h"

#include <gtest/gtest.h>

namespace ecc {
namespace {

std::string Parse(std::string_view comment) {
  return ParseAnnotations(comment).Dump();
}

TEST(ParseAnnotations, ReadsJsonAfterACommand) {
  EXPECT_EQ(R"({"sample":{"interval":1000,"type":"log2_hist"}})",
            Parse(R"(/// @sample {"interval": 1000, "type" : "log2_hist"})"));
  EXPECT_EQ(R"({"ifindex":1,"flags":0})", Parse("/// @ifindex 1\n/// @flags 0"));
}

TEST(ParseAnnotations, LetsJsonSpanLines) {
  EXPECT_EQ(R"({"cmdarg":{"default":1,"short":"p"}})",
            Parse("/// @cmdarg {\"default\": 1,\n///          \"short\": \"p\"}"));
}

TEST(ParseAnnotations, TakesOtherTextAsStrings) {
  EXPECT_EQ(R"({"description":"Process ID to trace"})",
            Parse("/// @description \"Process ID to trace\""));
  EXPECT_EQ(R"({"description":"a\nb"})", Parse("/** a\n * b\n */"));
  EXPECT_EQ(R"({"brief":"Count","version":"1.0","flag":"not json"})",
            Parse("/// @brief Count\n/// @version 1.0\n/// @flag not json"));
  EXPECT_EQ("{}", Parse("///"));
}

}  // namespace
}  // namespace ecc

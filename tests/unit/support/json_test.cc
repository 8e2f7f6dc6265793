#include "support/json.h"

#include "tests/support/helpers.h"

namespace ecc {
namespace {

using test::ErrorFrom;

TEST(Json, ReturnsWhatItReads) {
  for (const char* text :
       {"null", "true", "false", "0", "-1", "18446744073709551615", "-9223372036854775808",
        "0.5", "\"\"", "[]", "{}", R"([1,[2,{"a":null}],"x"])", R"({"b":1,"a":{"c":[true]}})",
        R"("\"\\\n\u0001ü")"})
    EXPECT_EQ(text, ParseJson(text).Dump()) << text;
}

TEST(Json, IndentsWhenItIsAskedTo) {
  EXPECT_EQ("{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}",
            ParseJson(R"({"a":[1,2],"b":{}})").Dump(2));
}

TEST(Json, KeepsTheOrderAndTheLastOfTwoKeys) {
  EXPECT_EQ(R"({"z":3,"a":2})", ParseJson(R"({"z":1,"a":2,"z":3})").Dump());
}

TEST(Json, RefusesWhatIsNoJson) {
  for (const char* text : {"", "{", "[1,]", "tru", "1 2", "{1:2}", "\"", "'a'", "\"\xff\""}) {
    EXPECT_FALSE(TryParseJson(text)) << text;
    EXPECT_NE("", ErrorFrom([&] { ParseJson(text); })) << text;
  }
  std::string deep(100000, '[');
  EXPECT_FALSE(TryParseJson(deep));
}

TEST(Json, NamesTypes) {
  struct {
    const char* text;
    const char* type;
  } cases[] = {{"null", "null"},  {"true", "boolean"}, {"1", "number"}, {"-1", "number"},
               {"0.5", "number"}, {"\"\"", "string"},  {"[]", "array"}, {"{}", "object"}};
  for (const auto& one : cases) EXPECT_EQ(one.type, ParseJson(one.text).TypeName());
}

TEST(Json, TellsNumbersApart) {
  EXPECT_TRUE(ParseJson("-1").is_integer());
  EXPECT_FALSE(ParseJson("-1").is_unsigned());
  EXPECT_TRUE(ParseJson("1").is_unsigned());
  EXPECT_TRUE(Json(0).is_unsigned());
  EXPECT_FALSE(Json(-1).is_unsigned());
  EXPECT_FALSE(ParseJson("1.5").is_integer());
  EXPECT_FALSE(ParseJson("1.5").is_unsigned());
  EXPECT_EQ(-1, ParseJson("-1").AsSigned());
  EXPECT_EQ(-1, ParseJson("18446744073709551615").AsSigned());
  EXPECT_EQ(UINT64_MAX, ParseJson("18446744073709551615").AsUnsigned());
  EXPECT_NE("", ErrorFrom([] { ParseJson("-1").AsUnsigned(); }));
}

TEST(Json, RefusesAnotherType) {
  Json number = 1;
  EXPECT_NE("", ErrorFrom([&] { number.AsString(); }));
  EXPECT_NE("", ErrorFrom([&] { number.AsBool(); }));
  EXPECT_NE("", ErrorFrom([&] { number.elements(); }));
  EXPECT_NE("", ErrorFrom([&] { number.members(); }));
  EXPECT_NE("", ErrorFrom([] { Json("x").AsUnsigned(); }));
  EXPECT_NE("", ErrorFrom([] { Json("x").AsSigned(); }));
}

TEST(Json, IsBuiltMemberByMember) {
  Json json;
  json["a"]["b"] = 1;
  json["list"].Add(true);
  json["list"].Add(nullptr);
  EXPECT_EQ(R"({"a":{"b":1},"list":[true,null]})", json.Dump());
  EXPECT_EQ(2, json.size());
  EXPECT_TRUE(json.Has("a"));
  EXPECT_FALSE(json.Has("b"));
  EXPECT_EQ(nullptr, Json(1).Find("a"));
  json.Erase("a");
  EXPECT_EQ(R"({"list":[true,null]})", json.Dump());
  const Json& fixed = json;
  EXPECT_NE("", ErrorFrom([&] { fixed["a"]; }));
  EXPECT_EQ(Json(true), fixed["list"][0]);
  EXPECT_EQ(0, Json("text").size());
  EXPECT_TRUE(Json().empty());
}

TEST(Json, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ("\"a\xef\xbf\xbd\"", Json("a\xff").Dump());
}

// Whoever looks at it on a terminal sees the text, and nothing acts.
TEST(Json, WritesNothingThatATerminalObeys) {
  EXPECT_EQ(R"("\u001b\u007f\u009b2J\u202e")",
            Json("\x1b\x7f\xc2\x9b\x32J\xe2\x80\xae").Dump());
  EXPECT_EQ("{\n  \"\\u009b\": 1\n}", Json({{"\xc2\x9b", 1}}).Dump(2));
  EXPECT_EQ("\xc2\x9b", ParseJson(Json("\xc2\x9b").Dump()).AsString());
}

}  // namespace
}  // namespace ecc

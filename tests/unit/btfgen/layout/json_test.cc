#include "btfgen/layout/json.h"
#include "support/json.h"

#include "tests/support/helpers.h"
#include "tests/support/json_edit.h"
#include "tests/support/sample_model.h"

namespace ecc::layout {
namespace {

using test::ErrorFrom;
using test::SampleModel;

std::string RefusalAfter(const std::string& pointer, const Json& value) {
  Json json = ToJson(SampleModel());
  test::Reach(json, pointer) = value;
  return ErrorFrom([&] { FromJson(json); });
}

TEST(LayoutJson, ReturnsWhatWasPutIn) {
  Model model = SampleModel();
  model.records[1].is_kernel_type = true;
  EXPECT_EQ(model, FromJson(ParseJson(ToJson(model).Dump())));
  model.enums[0].is_signed = true;
  model.enums[0].enumerators[0].value = static_cast<uint64_t>(INT64_MIN);
  EXPECT_EQ(model, FromJson(ParseJson(ToJson(model).Dump())));
}

TEST(LayoutJson, PassesOverUnknownKeys) {
  Json json = ToJson(SampleModel());
  json["later"] = 1;
  json["records"][1]["later"] = "x";
  EXPECT_EQ(SampleModel(), FromJson(json));
}

TEST(LayoutJson, NamesThePlaceOfAFault) {
  EXPECT_EQ("layout.records[1].size is no whole number", RefusalAfter("/records/1/size", -4));
  EXPECT_EQ("layout.records[1].size is too large",
            RefusalAfter("/records/1/size", uint64_t{1} << 33));
  EXPECT_EQ("layout.records[1].kind is 'class', which is not known",
            RefusalAfter("/records/1/kind", "class"));
  EXPECT_EQ("layout.records[1].slots[0].name is no string",
            RefusalAfter("/records/1/slots/0/name", nullptr));
  EXPECT_EQ("layout.enums is no array", RefusalAfter("/enums", 3));
}

TEST(LayoutJson, RefusesAnotherVersionAndAModelThatFailsItsCheck) {
  EXPECT_EQ(
      "layout.version is 2; this tool reads version 1\n"
      "help: build the package again, or use the ecc that wrote it",
      RefusalAfter("/version", 2u));
  EXPECT_EQ(
      "the layout is inconsistent\n"
      "  struct event: 'pid' starts at bit 32, where bit 0 is next",
      RefusalAfter("/records/1/slots/0/offset", 4u));
}

}  // namespace
}  // namespace ecc::layout

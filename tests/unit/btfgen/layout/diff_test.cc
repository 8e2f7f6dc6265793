#include "btfgen/layout/diff.h"

#include <gtest/gtest.h>

#include "tests/support/sample_model.h"

namespace ecc::layout {
namespace {

using test::SampleModel;

TEST(Diff, FindsNothingBetweenEqualModels) {
  EXPECT_TRUE(Diff(SampleModel(), SampleModel()).empty());
}

TEST(Diff, ShowsWhatMovedAsATable) {
  Model left = SampleModel();
  Model right = SampleModel();
  std::vector<Slot>& slots = left.records[1].slots;
  std::swap(slots[6], slots[7]);
  std::get<Field>(slots[6]).offset = {128};
  std::get<Field>(slots[7]).offset = {192};
  EXPECT_EQ(
      "'struct event' in package does not match object\n"
      "    field    package  object\n"
      "    ratio         16      24\n"
      "    number        24      16\n"
      "    address       24      16",
      FormatDifferences(Diff(left, right), "package", "object"));
}

TEST(Diff, ShowsWhatChangedItsTypeOrIsMissing) {
  Model left = SampleModel();
  Model right = SampleModel();
  std::get<Field>(left.records[1].slots[0]).type.scalar.kind = ScalarKind::kUnsigned;
  std::get<Field>(left.records[1].slots[3]).name = "other";
  right.enums[0].enumerators[1].value = 8;
  std::vector<TypeDifference> expected = {
      {"struct event",
       {{"pid", "unsigned 4", "signed 4"}, {"other", "12", ""}, {"flag", "", "12"}}},
      {"enum kind", {{"KIND_EXIT", "7", "8"}}}};
  EXPECT_EQ(expected, Diff(left, right));
}

TEST(Diff, NamesATypeThatTheOtherSideLacks) {
  Model right = SampleModel();
  right.records[1].name = "renamed";
  std::vector<TypeDifference> expected = {{"struct event", {{"(type)", "present", ""}}}};
  EXPECT_EQ(expected, Diff(SampleModel(), right));
}

TEST(Diff, ComparesSizeAlignmentAndSections) {
  Model right = SampleModel();
  right.records[2].alignment = 2;
  std::vector<TypeDifference> expected = {{"section bss", {{"(alignment)", "4", "2"}}}};
  EXPECT_EQ(expected, Diff(SampleModel(), right));
}

TEST(Diff, ComparesTheSizeOfARecord) {
  Model right = SampleModel();
  right.records[1].size = 40;
  std::vector<TypeDifference> expected = {{"struct event", {{"(size)", "32", "40"}}}};
  EXPECT_EQ(expected, Diff(SampleModel(), right));
  right.records[1].size = 31;
  expected[0].fields[0].right = "31";
  EXPECT_EQ(expected, Diff(SampleModel(), right));
}

TEST(Diff, ComparesTheSizesOfMembers) {
  Model right = SampleModel();
  std::vector<Slot>& slots = right.records[1].slots;
  std::get<Field>(slots[0]).type.scalar.size = 2;  // pid
  std::get<Field>(slots[3]).size = {2};            // the bit-field
  std::get<Field>(slots[5]).type.dims = {4};       // text
  std::vector<TypeDifference> expected = {{"struct event",
                                           {{"pid", "signed 4", "signed 2"},
                                            {"flag", "unsigned 4 : 3", "unsigned 4 : 2"},
                                            {"text", "char[3]", "char[4]"}}}};
  EXPECT_EQ(expected, Diff(SampleModel(), right));
}

TEST(Diff, ComparesTheSizeOfAnEnumAndItsSignedValues) {
  Model left = SampleModel();
  left.enums[0].is_signed = true;
  left.enums[0].enumerators[0].value = static_cast<uint64_t>(-3);
  Model right = SampleModel();
  right.enums[0].size = 8;
  std::vector<TypeDifference> expected = {
      {"enum kind", {{"(size)", "4", "8"}, {"KIND_EXEC", "-3", "0"}}}};
  EXPECT_EQ(expected, Diff(left, right));
}

TEST(Diff, ComparesStructWithUnionAndEveryKindOfScalar) {
  Model right = SampleModel();
  right.records[1].kind = RecordKind::kUnion;
  std::vector<TypeDifference> expected = {{"struct event", {{"(type)", "struct", "union"}}}};
  EXPECT_EQ(expected, Diff(SampleModel(), right));
  std::pair<ScalarKind, const char*> kinds[] = {
      {ScalarKind::kUnsigned, "unsigned 4"}, {ScalarKind::kChar, "char"},
      {ScalarKind::kBool, "bool"},           {ScalarKind::kFloat, "float 4"},
      {ScalarKind::kPointer, "pointer"},     {ScalarKind::kOpaque, "opaque 4"}};
  for (const auto& [kind, shape] : kinds) {
    right = SampleModel();
    std::get<Field>(right.records[1].slots[0]).type.scalar.kind = kind;
    expected = {{"struct event", {{"pid", "signed 4", shape}}}};
    EXPECT_EQ(expected, Diff(SampleModel(), right));
  }
}

TEST(Diff, ComparesOnlyTheKnownBitsOfAnUncertainValue) {
  Model right = SampleModel();
  right.enums[0].enumerators[1].value = 7 + (uint64_t{1} << 32);
  EXPECT_EQ(1, Diff(SampleModel(), right).size());
  right.enums[0].is_uncertain = true;
  EXPECT_TRUE(Diff(SampleModel(), right).empty());
  EXPECT_TRUE(Diff(right, SampleModel()).empty());
  right.enums[0].enumerators[1].value = 8;
  EXPECT_EQ(1, Diff(SampleModel(), right).size());
}

}  // namespace
}  // namespace ecc::layout

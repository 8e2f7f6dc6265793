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

}  // namespace
}  // namespace ecc::layout

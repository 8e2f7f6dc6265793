#include "btfgen/layout/check.h"

#include "tests/support/helpers.h"
#include "tests/support/sample_model.h"

namespace ecc::layout {
namespace {

using test::SampleModel;

// The first finding in the sample after one change; "" when there is none.
template <typename Change>
std::string FindingAfter(Change change) {
  Model model = SampleModel();
  change(model);
  Findings findings = Check(model);
  return findings.empty() ? "" : findings.list().front().message;
}

Field& FieldAt(Model& model, size_t record, size_t slot) {
  return std::get<Field>(model.records[record].slots[slot]);
}

TEST(Check, FindsNothingInTheSample) {
  EXPECT_EQ("", FindingAfter([](Model&) {}));
}

TEST(Check, FindsEverySingleChangeOfAPlaceOrASize) {
  EXPECT_EQ(
      "struct event: '__pad0' starts at bit 40, where bit 32 is next",
      FindingAfter([](Model& m) { std::get<Padding>(m.records[1].slots[1]).offset = {40}; }));
  EXPECT_EQ("struct event: 'pid' has 24 bits, its type 4 bytes",
            FindingAfter([](Model& m) { FieldAt(m, 1, 0).size = {24}; }));
  EXPECT_EQ("struct event: the size 30 is no multiple of the alignment 8",
            FindingAfter([](Model& m) { m.records[1].size = 30; }));
  EXPECT_EQ("struct event: the slots cover 256 bits of 320",
            FindingAfter([](Model& m) { m.records[1].size = 40; }));
  EXPECT_EQ("struct event: 3 is no alignment",
            FindingAfter([](Model& m) { m.records[1].alignment = 3; }));
  EXPECT_EQ("struct event: the slots cover 64 bits of 128",
            FindingAfter([](Model& m) { m.records[0].size = 16; }));
}

TEST(Check, FindsReferencesThatLeadNowhere) {
  EXPECT_EQ("struct event: '' refers to record 1",
            FindingAfter([](Model& m) { FieldAt(m, 1, 6).type.index = 1; }));
  EXPECT_EQ("struct event: 'kind' refers to enum 7",
            FindingAfter([](Model& m) { FieldAt(m, 1, 2).type.index = 7; }));
  EXPECT_EQ("export event: '' refers to record 9",
            FindingAfter([](Model& m) { m.exports[0].type.index = 9; }));
  EXPECT_EQ("section '.bss' refers to record 1",
            FindingAfter([](Model& m) { m.sections[0].record = 1; }));
  EXPECT_EQ("map 'test.bss' refers to section 4",
            FindingAfter([](Model& m) { m.maps[0].section = 4; }));
}

TEST(Check, FindsNamesThatCannotBePrinted) {
  EXPECT_EQ("struct event: 'a b' is no identifier",
            FindingAfter([](Model& m) { FieldAt(m, 1, 0).name = "a b"; }));
  EXPECT_EQ("struct event: two members are called 'pid'",
            FindingAfter([](Model& m) { FieldAt(m, 0, 0).name = "pid"; }))
      << "also through an anonymous member";
  EXPECT_EQ("the name 'class' is no identifier",
            FindingAfter([](Model& m) { m.records[1].name = "class"; }));
  EXPECT_EQ("the name 'x;' is no identifier",
            FindingAfter([](Model& m) { m.enums[0].enumerators[0].name = "x;"; }));
}

TEST(Check, FindsImpossibleBitFieldsAndScalars) {
  EXPECT_EQ("struct event: 'flag' is no possible bit-field",
            FindingAfter([](Model& m) { FieldAt(m, 1, 3).size = {33}; }));
  EXPECT_EQ("struct event: 'pid' is a scalar of 3 bytes",
            FindingAfter([](Model& m) { FieldAt(m, 1, 0).type.scalar.size = 3; }));
}

}  // namespace
}  // namespace ecc::layout

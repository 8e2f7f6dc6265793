#include "btfgen/layout/enum_facts.h"

#include <gtest/gtest.h>

namespace ecc::layout {
namespace {

Enum Uncertain() {
  Enum e;
  e.size = 8;
  e.is_uncertain = true;
  e.enumerators = {{"LOW", 5}, {"HIGH", 1}};
  return e;
}

TEST(EnumFacts, GiveValuesAndSign) {
  Enum e = Uncertain();
  RepairEnum(e, {{"LOW", {0xffffffff00000005, true}}, {"HIGH", {0x100000001, true}}});
  EXPECT_FALSE(e.is_uncertain);
  EXPECT_TRUE(e.is_signed);
  EXPECT_EQ(0xffffffff00000005U, e.enumerators[0].value);
  EXPECT_EQ(0x100000001U, e.enumerators[1].value);
}

TEST(EnumFacts, LeaveAnEnumThatIsNotKnownAsAWhole) {
  Enum e = Uncertain();
  RepairEnum(e, {{"LOW", {5, true}}});
  EXPECT_EQ(Uncertain(), e);
  // Another enumerator of the same name has other lower bits.
  RepairEnum(e, {{"LOW", {5, true}}, {"HIGH", {2, true}}});
  EXPECT_EQ(Uncertain(), e);
}

TEST(NewConstants, AreThoseThatDefineNoNameAgain) {
  Model model;
  model.enums = {Uncertain()};
  model.records.emplace_back().name = "event";
  auto constant = [](const std::string& name) {
    Enum e;
    e.size = 4;
    e.enumerators = {{name, 1}};
    return e;
  };
  std::vector<Enum> added = NewConstants(
      model, {constant("HIGH"), constant("event"), constant("MAX"), Enum(), constant("class")});
  ASSERT_EQ(2U, added.size());
  EXPECT_EQ("MAX", added[0].enumerators[0].name);
  EXPECT_EQ("class_", added[1].enumerators[0].name);
}

}  // namespace
}  // namespace ecc::layout

#include "btfgen/layout/build.h"

#include "btfgen/layout/check.h"
#include "tests/support/helpers.h"

namespace ecc::layout {
namespace {

using test::BtfWriter;
using test::BuildAll;
using test::ErrorFrom;

std::string Refusal(const BtfWriter& writer) {
  return ErrorFrom([&] { BuildAll(writer.Bytes()); });
}

// "name offset:size" of each slot, in bits.
std::string Slots(const Record& record) {
  std::string text;
  for (const Slot& slot : record.slots) {
    const Field* field = AsField(slot);
    const Padding* padding = AsPadding(slot);
    if (!text.empty())
      text += ", ";
    text += field != nullptr ? field->name + " " + std::to_string(field->offset.count) + ":" +
                                   std::to_string(field->size.count)
                             : padding->name + "~ " + std::to_string(padding->offset.count) +
                                   ":" + std::to_string(padding->size.count);
  }
  return text;
}

TEST(Build, WritesPaddingOut) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t wide = writer.Int("long", 8, 1);
  writer.Struct("s", 24, {{"a", number, 0}, {"b", wide, 64}, {"c", number, 128}});
  Model model = BuildAll(writer.Bytes());
  ASSERT_EQ(1u, model.records.size());
  EXPECT_EQ(8u, model.records[0].alignment);
  EXPECT_EQ("a 0:32, __pad0~ 32:32, b 64:64, c 128:32, __pad1~ 160:32",
            Slots(model.records[0]));
}

TEST(Build, SplitsGapsBetweenBitFieldsAtBytes) {
  BtfWriter writer;
  uint32_t number = writer.Int("unsigned int", 4, 0);
  writer.Struct("s", 8, {{"a", number, 3, 2}, {"b", number, 30, 5}});
  EXPECT_EQ("~ 0:3, a 3:2, ~ 5:3, __pad0~ 8:16, ~ 24:6, b 30:5, ~ 35:5, __pad1~ 40:24",
            Slots(BuildAll(writer.Bytes()).records[0]));
}

TEST(Build, NumbersPaddingPerOutermostRecordAroundMembersOfThatName) {
  BtfWriter writer;
  uint32_t byte = writer.Int("char", 1, 1);
  uint32_t number = writer.SignedInt();
  uint32_t inner = writer.Struct("", 8, {{"x", byte, 0}, {"y", number, 32}});
  writer.Struct("s", 16, {{"__pad0", byte, 0}, {"", inner, 32}});
  Model model = BuildAll(writer.Bytes());
  ASSERT_EQ(2u, model.records.size());
  EXPECT_EQ("x 0:8, __pad2~ 8:24, y 32:32", Slots(model.records[0]));
  EXPECT_EQ("__pad0 0:8, __pad1~ 8:24,  32:64, __pad3~ 96:32", Slots(model.records[1]));
}

TEST(Build, GivesAUnionItsSizeByPadding) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  writer.Union("u", 16, {{"a", number, 0}});
  writer.Union("v", 4, {{"a", number, 0}});
  Model model = BuildAll(writer.Bytes());
  EXPECT_EQ("a 0:32, __pad0~ 0:128", Slots(model.records[0]));
  EXPECT_EQ("a 0:32", Slots(model.records[1]));
}

TEST(Build, TellsTypesOfOneNameApart) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  writer.Struct("s", 4, {{"a", number, 0}});
  writer.Struct("s", 8, {{"a", number, 0}, {"b", number, 32}});
  writer.Struct("timespec", 4, {{"a", number, 0}});
  writer.Enum("e", 4, {{"A", 1}}, false);
  writer.Enum("e", 4, {{"A", 2}}, false);
  Model model = BuildAll(writer.Bytes());
  EXPECT_EQ("s", model.records[0].name);
  EXPECT_EQ("s___2", model.records[1].name);
  EXPECT_EQ("bpf_timespec", model.records[2].name) << "the guest's libc owns the other";
  EXPECT_EQ("e___2", model.enums[1].name);
  EXPECT_EQ("A___2", model.enums[1].enumerators[0].name);
}

TEST(Build, NamesAnonymousRecordsByTheirTypedef) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t record = writer.Struct("", 4, {{"a", number, 0}});
  uint32_t alias = writer.Typedef("first_t", record);
  writer.Typedef("second_t", alias);
  writer.Struct("user", 4, {{"x", alias, 0}});
  Model model = BuildAll(writer.Bytes());
  ASSERT_EQ(2u, model.records.size());
  EXPECT_EQ("first_t", model.records[0].name);
  EXPECT_EQ(RecordRole::kTypedef, model.records[0].role);
  EXPECT_EQ(0u, AsField(model.records[1].slots[0])->type.index);
}

TEST(Build, PutsContainedRecordsFirst) {
  BtfWriter writer;
  writer.Struct("outer", 4, {{"in", 2, 0}});
  writer.Struct("inner", 4, {{"a", 3, 0}});
  writer.SignedInt();
  Model model = BuildAll(writer.Bytes());
  EXPECT_EQ("inner", model.records[0].name);
  EXPECT_EQ("outer", model.records[1].name);
}

TEST(Build, SelectsWhatIsSharedByDefault) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  writer.Struct("unused", 4, {{"a", number, 0}});
  uint32_t key = writer.Struct("key", 4, {{"a", number, 0}});
  uint32_t value = writer.Struct("value", 4, {{"a", number, 0}});
  uint32_t event = writer.Struct("event", 4, {{"a", number, 0}});
  uint32_t type = writer.Ptr(writer.Array(number, 1));
  uint32_t map = writer.Struct(
      "", 24,
      {{"type", type, 0}, {"key", writer.Ptr(key), 64}, {"value", writer.Ptr(value), 128}});
  writer.Datasec(".maps", 24, {{writer.Var("m", map), 0, 24}});
  writer.Datasec(".bss", 4, {{writer.Var("counter", number), 0, 4}});
  writer.Datasec(".ecc.types", 8, {{writer.Var("__ecc_export_0", writer.Ptr(event)), 0, 8}});
  Model model = BuildAll(writer.Bytes(), Selection::Scope::kShared);
  ASSERT_EQ(4u, model.records.size());
  EXPECT_EQ("event", model.records[0].name);
  EXPECT_EQ("key", model.records[1].name);
  EXPECT_EQ("value", model.records[2].name);
  EXPECT_EQ("bss", model.records[3].name);
  ASSERT_EQ(1u, model.exports.size());
  EXPECT_EQ(event, model.exports[0].btf_id);
  ASSERT_EQ(2u, model.maps.size());
  EXPECT_EQ(1u, model.maps[0].type);
  EXPECT_EQ(4u, model.maps[0].key_size);
  EXPECT_EQ("test.bss", model.maps[1].name);
  EXPECT_EQ("bss", model.maps[1].ident);
}

TEST(Build, TakesARingBuffersValueForItsEventType) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t event = writer.Struct("event", 4, {{"a", number, 0}});
  uint32_t type = writer.Ptr(writer.Array(number, 27));
  uint32_t map = writer.Struct("", 16, {{"type", type, 0}, {"value", writer.Ptr(event), 64}});
  writer.Datasec(".maps", 16, {{writer.Var("rb", map), 0, 16}});
  Model model = BuildAll(writer.Bytes(), Selection::Scope::kShared);
  ASSERT_EQ(1u, model.exports.size());
  EXPECT_EQ("event", model.exports[0].name);
}

TEST(Build, OrdersKconfigAsLibbpfDoes) {
  BtfWriter writer;
  uint32_t byte = writer.Int("char", 1, 1);
  uint32_t wide = writer.Int("long", 8, 1);
  writer.Datasec(".kconfig", 0,
                 {{writer.Var("B", byte, 2), 0, 1},
                  {writer.Var("A", byte, 2), 0, 1},
                  {writer.Var("HZ", wide, 2), 0, 8}});
  Model model = BuildAll(writer.Bytes(), Selection::Scope::kShared);
  EXPECT_EQ("HZ 0:64, A 64:8, B 72:8, __pad0~ 80:48", Slots(model.records[0]));
  EXPECT_EQ(10u, model.sections[0].size);
}

TEST(Build, RefusesWhatItCannotExpressByName) {
  {
    BtfWriter writer;
    uint32_t fwd = writer.Fwd("gone");
    writer.Struct("s", 8, {{"x", fwd, 0}});
    EXPECT_EQ("test: struct s: member 'x' is of type 1 'struct gone', which has no size",
              Refusal(writer));
  }
  {
    BtfWriter writer;
    uint32_t number = writer.SignedInt();
    writer.Struct("s", 8, {{"a", number, 0}, {"b", number, 16}});
    EXPECT_EQ("test: struct s: member 'b' starts at bit 16, inside the member before it",
              Refusal(writer));
  }
  {
    BtfWriter writer;
    uint32_t number = writer.SignedInt();
    writer.Struct("s", 4, {{"a", number, 32}});
    EXPECT_EQ("test: struct s: member 'a' ends at bit 64, the record at bit 32",
              Refusal(writer));
  }
  {
    BtfWriter writer;
    uint32_t number = writer.SignedInt();
    writer.Struct("s", 8, {{"a", number, 3}});
    EXPECT_EQ("test: struct s: member 'a' starts at bit 3, which is no byte", Refusal(writer));
  }
  {
    BtfWriter writer;
    uint32_t number = writer.SignedInt();
    writer.Struct("s", 8, {{"", number, 0}});
    EXPECT_EQ("test: struct s: the member at bit 0 has no name", Refusal(writer));
  }
  {
    BtfWriter writer;
    uint32_t pointer = writer.Ptr(0);
    writer.Struct("s", 8, {{"a", pointer, 0, 3}});
    EXPECT_EQ("test: struct s: member 'a' is a bit-field, but not of an integer",
              Refusal(writer));
  }
  {
    BtfWriter writer;
    uint32_t number = writer.SignedInt();
    writer.Struct("s", 8, {{"a", number, 0, 40}});
    EXPECT_EQ("test: struct s: member 'a' is a bit-field of 40 bits in 32", Refusal(writer));
  }
}

TEST(Build, EndsQuicklyWhenAnonymousRecordsMultiply) {
  BtfWriter writer;
  uint32_t id = writer.Struct("", 0, {});
  for (int i = 0; i < 60; ++i) id = writer.Struct("", 0, {{"", id, 0}, {"", id, 0}});
  writer.Struct("bomb", 0, {{"x", id, 0}});
  EXPECT_NE(std::string::npos, Refusal(writer).find("anonymous records multiply"));
}

TEST(Build, RefusesRecordsNestedTooDeep) {
  BtfWriter writer;
  std::vector<std::string> names;
  for (int i = 0; i < 100000; ++i) names.push_back("s" + std::to_string(i));
  uint32_t id = writer.SignedInt();
  for (const std::string& name : names) id = writer.Struct(name, 4, {{"x", id, 0}});
  // From the outermost inwards: the kNamed scope starts there.
  btf::Types types = btf::Read("test", AsBytes(writer.Bytes()));
  btf::Resolver resolver(types);
  Selection selection{Selection::Scope::kNamed, {names.back()}};
  EXPECT_NE(std::string::npos, ErrorFrom([&] {
                                 Build({resolver, nullptr, "test"}, selection);
                               }).find("is nested too deep"));
}

TEST(Build, WritesBytesForWhatItCannotExpressWhenAllowed) {
  BtfWriter writer;
  uint32_t odd = writer.Enum("odd", 3, {{"ODD", 1}}, false);
  uint32_t word = writer.SignedInt();
  uint32_t pointer = writer.Ptr(word);
  writer.Struct("strange", 32,
                {{"a", odd, 0},
                 {"b", word, 32},
                 {"c", writer.Fwd("gone"), 64},
                 {"d", pointer, 128},
                 {"e", pointer, 192, 8}});
  EXPECT_EQ("test: enum odd: is an enum of 3 bytes", Refusal(writer));
  const std::string bytes = writer.Bytes();
  btf::Types types = btf::Read("test", AsBytes(bytes));
  btf::Resolver resolver(types);
  Findings warnings;
  Selection selection;
  selection.scope = Selection::Scope::kNamed;
  selection.names = {"strange"};
  selection.warnings = &warnings;
  Model model = Build({resolver, nullptr, "test"}, selection);
  EXPECT_EQ((std::vector<std::string>{
                "test: struct strange: member 'a' is an enum of 3 bytes; written as bytes",
                "test: struct strange: member 'c' is of type 4 'struct gone', which has no "
                "size; written as bytes",
                "test: struct strange: member 'e' is a bit-field, but not of an integer; "
                "written as bytes"}),
            test::Texts(warnings));
  EXPECT_EQ("a 0:24, __pad0~ 24:8, b 32:32, c 64:64, d 128:64, e 192:64",
            Slots(model.records[0]));
}

}  // namespace
}  // namespace ecc::layout

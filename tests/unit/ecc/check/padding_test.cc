#include <fmt/format.h>

#include "ecc/check/check_program.h"
#include "tests/support/helpers.h"
#include "tests/support/program.h"
#include "tests/support/sample_model.h"

namespace ecc {
namespace {

using layout::Field;
using layout::Padding;
using layout::Record;
using layout::TypeRef;
using Lines = std::vector<std::string>;

TypeRef RecordType(uint32_t index) {
  TypeRef type;
  type.kind = TypeRef::Kind::kRecord;
  type.index = index;
  return type;
}

Field IntAt(std::string name, uint32_t byte) {
  return {std::move(name),
          test::ScalarType(layout::ScalarKind::kSigned, 4, "int"),
          {byte * 8},
          {32}};
}

Record StructOf(std::string name, std::vector<layout::Slot> slots) {
  Record record;
  record.name = std::move(name);
  record.slots = std::move(slots);
  return record;
}

// Records of which the last is the key of a hash map; and then a type of events.
struct Padded {
  explicit Padded(std::vector<Record> records) {
    auto last = static_cast<uint32_t>(records.size() - 1);
    program.model.records = std::move(records);
    layout::Map& map = program.model.maps.emplace_back();
    map.name = "counts";
    map.type = 1;
    map.key = RecordType(last);
    program.model.exports.push_back({"event", 1, RecordType(last)});
  }

  Lines Warnings() {
    return test::WarningsOf([&] { CheckPadding(own.job, program); });
  }
  // The part between the parentheses of the warning of the key.
  std::string Found() {
    Lines warnings = Warnings();
    if (warnings.empty())
      return "";
    size_t start = warnings[0].find('(') + 1;
    return warnings[0].substr(start, warnings[0].find(')') - start);
  }

  test::OwnJob own;
  CompiledProgram program;
};

Record Gap() {
  return StructOf("key", {IntAt("a", 0), Padding{"__pad0", {32}, {32}}, IntAt("b", 8)});
}

TEST(CheckPadding, WarnsOfKeysOfHashMaps) {
  EXPECT_EQ(Lines{"ecc-map-key-padding: src/a.bpf.c: the key of map 'counts', struct key, has "
                  "padding (4 bytes behind 'a'), which is compared, too: a key that is not "
                  "zeroed is not found\n"
                  "help: give the bytes a name and a value, or clear the key with "
                  "__builtin_memset"},
            Padded({Gap()}).Warnings());
}

TEST(CheckPadding, KnowsTheMapsThatCompareBytes) {
  // enum bpf_map_type: hash, percpu_hash, lru_hash, lru_percpu_hash, lpm_trie, hash_of_maps,
  // sockhash, devmap_hash.
  const std::vector<uint32_t> hashes = {1, 5, 9, 10, 11, 13, 18, 25};
  for (uint32_t type = 0; type < 34; ++type) {
    Padded padded({Gap()});
    padded.program.model.maps[0].type = type;
    bool is_hash = std::find(hashes.begin(), hashes.end(), type) != hashes.end();
    EXPECT_EQ(is_hash ? 1u : 0u, padded.Warnings().size()) << type;
  }
}

TEST(CheckPadding, IsSilentWithoutPaddingOrWithoutARecord) {
  EXPECT_EQ(Lines{}, Padded({StructOf("key", {IntAt("a", 0), IntAt("b", 4)})}).Warnings());
  Padded padded({Gap()});
  padded.program.model.maps[0].key = test::ScalarType(layout::ScalarKind::kSigned, 4, "int");
  EXPECT_EQ(Lines{}, padded.Warnings());
  padded.program.model.maps[0].key.reset();
  EXPECT_EQ(Lines{}, padded.Warnings());
}

TEST(CheckPadding, TellsHowMuchAndWhere) {
  EXPECT_EQ("1 byte behind 'a'",
            Padded({StructOf("k", {IntAt("a", 0), Padding{"p", {32}, {8}}})}).Found());
  EXPECT_EQ("2 bytes at byte 0", Padded({StructOf("k", {Padding{"p", {0}, {16}}})}).Found());
  EXPECT_EQ("1 bit behind 'a'",
            Padded({StructOf("k", {IntAt("a", 0), Padding{"", {32}, {1}}})}).Found());
  EXPECT_EQ("5 bits behind 'a'",
            Padded({StructOf("k", {IntAt("a", 0), Padding{"", {35}, {5}}})}).Found());
  EXPECT_EQ("8 bits behind 'a'",
            Padded({StructOf("k", {IntAt("a", 0), Padding{"", {36}, {8}}})}).Found());
  // The first is told.
  EXPECT_EQ("2 bytes behind 'a'",
            Padded({StructOf("k", {IntAt("a", 0), Padding{"p", {32}, {16}}, IntAt("b", 8),
                                   Padding{"q", {96}, {32}}})})
                .Found());
}

TEST(CheckPadding, LooksIntoRecordsThatAreHeldByValue) {
  Field inner{"in", RecordType(0), {64}, {96}};
  EXPECT_EQ("4 bytes behind 'a'",
            Padded({Gap(), StructOf("k", {IntAt("x", 0), inner})}).Found());
  Record start = StructOf("start", {Padding{"p", {0}, {8}}});
  EXPECT_EQ("1 byte at byte 8", Padded({start, StructOf("k", {IntAt("x", 0), inner})}).Found());
  Field outer{"out", RecordType(1), {32}, {160}};
  EXPECT_EQ("1 byte at byte 12",
            Padded({start, StructOf("middle", {IntAt("x", 0), inner}), StructOf("k", {outer})})
                .Found());
  // What comes behind an inner record without padding is looked at as well.
  Record whole = StructOf("whole", {IntAt("a", 0)});
  EXPECT_EQ("4 bytes behind 'in'",
            Padded({whole, StructOf("k", {inner, Padding{"p", {96}, {32}}})}).Found());
}

TEST(CheckPadding, OfAUnionOnlyTheMembersAreLookedAt) {
  Record either = StructOf("u", {IntAt("a", 0), Padding{"p", {0}, {64}}});
  either.kind = layout::RecordKind::kUnion;
  EXPECT_EQ("", Padded({either}).Found());
  either.slots.push_back(Field{"in", RecordType(0), {0}, {96}});
  EXPECT_EQ("4 bytes behind 'a'", Padded({Gap(), either}).Found());
}

TEST(CheckPadding, WarnsOfEventsWhereThatIsWanted) {
  Padded padded({Gap()});
  padded.program.model.maps.clear();
  EXPECT_EQ(Lines{}, padded.Warnings());
  padded.own.options.wanted_warnings = {"ecc-other"};
  EXPECT_EQ(Lines{}, padded.Warnings());
  padded.own.options.wanted_warnings = {"ecc-other", "ecc-event-padding"};
  EXPECT_EQ(Lines{"ecc-event-padding: src/a.bpf.c: the event type struct key has padding (4 "
                  "bytes behind 'a'): bytes of the stack or of old events reach user space\n"
                  "help: give the bytes a name and a value, or clear the event with "
                  "__builtin_memset"},
            padded.Warnings());
  padded.program.model.exports[0].type.kind = TypeRef::Kind::kEnum;
  EXPECT_EQ(Lines{}, padded.Warnings());
}

}  // namespace
}  // namespace ecc

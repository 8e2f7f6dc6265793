#include "btfgen/btf/access.h"

#include <fmt/format.h>

#include "tests/support/helpers.h"

namespace ecc::btf {
namespace {

using test::BtfWriter;

constexpr auto kOffset = RelocationKind::kFieldByteOffset;
constexpr auto kValue = RelocationKind::kEnumeratorValue;

// `struct task { int x; const list_t list; }`, where list_t is an array of four `struct pair`.
struct Tasks : BtfWriter {
  uint32_t number = SignedInt();
  uint32_t alias = Typedef("pid_t", number);
  uint32_t pair = Struct("pair", 8, {{"a", number, 0}, {"b", alias, 32}});
  uint32_t array = Array(pair, 4);
  uint32_t list = Const(Typedef("list_t", array));
  uint32_t task = Struct("task", 36, {{"x", number, 0}, {"list", list, 32}});
  uint32_t root = Typedef("task_t", Const(task));
  uint32_t pointer = Ptr(task);
  uint32_t small = Enum("e", 4, {{"A", 0}, {"B", 1}}, false);
  uint32_t wide = Enum64("e64", {{"C", 0}}, false);
  uint32_t state = Typedef("state_t", small);
};

// As text: the index of the root, each step as TYPE.INDEX, the end.
std::string Follow(const BtfWriter& writer, uint32_t root, std::string access,
                   RelocationKind kind = kOffset) {
  std::string bytes = writer.Bytes();
  Types types = Read(InFile("a.o", ".BTF"), AsBytes(bytes));
  Resolver resolver(types);
  Access followed = FollowAccess(resolver, {24, {root}, std::move(access), kind});
  std::string text = fmt::format("[{}]", followed.root_index);
  for (const AccessStep& step : followed.steps)
    text += fmt::format(" {}.{}", step.of.value, step.index);
  return text + fmt::format(" -> {}", followed.end.value);
}

std::string AccessRefusal(const BtfWriter& writer, uint32_t root, const std::string& access,
                          RelocationKind kind = kOffset) {
  return test::ErrorFrom([&] { Follow(writer, root, access, kind); });
}

TEST(FollowAccess, WalksRecordsAndArraysToTheDeclaredType) {
  Tasks t;
  EXPECT_EQ(fmt::format("[2] {}.1 {}.3 {}.1 -> {}", t.task, t.array, t.pair, t.alias),
            Follow(t, t.root, "2:1:3:1"));
  EXPECT_EQ(fmt::format("[0] {}.1 -> {}", t.task, t.list), Follow(t, t.task, "0:1"));
}

TEST(FollowAccess, OfTheRootAloneHasNoSteps) {
  Tasks t;
  EXPECT_EQ(fmt::format("[7] -> {}", t.root), Follow(t, t.root, "7"));
  EXPECT_EQ(fmt::format("[4294967295] -> {}", t.number), Follow(t, t.number, "4294967295"));
}

TEST(FollowAccess, AnArrayIsNotHeldAgainstItsCount) {
  // A flexible array has none.
  Tasks t;
  EXPECT_EQ(fmt::format("[0] {}.4 -> {}", t.array, t.pair), Follow(t, t.array, "0:4"));
}

TEST(FollowAccess, TakesOneEnumerator) {
  Tasks t;
  EXPECT_EQ(fmt::format("[0] {}.1 -> {}", t.small, t.state), Follow(t, t.state, "1", kValue));
  EXPECT_EQ(fmt::format("[0] {}.0 -> {}", t.wide, t.wide),
            Follow(t, t.wide, "0", RelocationKind::kEnumeratorExists));
}

TEST(FollowAccess, RefusesPositionsBehindTheLast) {
  Tasks t;
  constexpr std::string_view kPrefix = "a.o: .BTF.ext: the relocation of ";
  EXPECT_EQ(fmt::format("{}'typedef task_t' at byte 0x18: the access '0:2' leads to position 2 "
                        "of 'struct task', which has 2",
                        kPrefix),
            AccessRefusal(t, t.root, "0:2"));
  EXPECT_EQ(fmt::format("{}'enum e' at byte 0x18: the access '2' leads to position 2 of "
                        "'enum e', which has 2",
                        kPrefix),
            AccessRefusal(t, t.small, "2", kValue));
  EXPECT_EQ(fmt::format("{}'enum e64' at byte 0x18: the access '1' leads to position 1 of "
                        "'enum e64', which has 1",
                        kPrefix),
            AccessRefusal(t, t.wide, "1", kValue));
}

TEST(FollowAccess, RefusesWhatHasNoMembers) {
  Tasks t;
  EXPECT_TRUE(AccessRefusal(t, t.task, "0:0:0")
                  .ends_with("the access '0:0:0' leads into 'int', which has no members"));
  EXPECT_TRUE(AccessRefusal(t, t.pointer, "0:0")
                  .ends_with("leads into 'PTR <anonymous>', which has no "
                             "members"));
  EXPECT_TRUE(
      AccessRefusal(t, t.small, "0:0").ends_with("leads into 'enum e', which has no members"));
  EXPECT_TRUE(AccessRefusal(t, 0, "0:0").ends_with("leads into 'void', which has no members"));
}

TEST(FollowAccess, RefusesAnEnumeratorOfOtherThanOneEnum) {
  Tasks t;
  constexpr std::string_view kMessage = "is not one enumerator of an enum";
  EXPECT_TRUE(AccessRefusal(t, t.small, "0:0", kValue).ends_with(kMessage));
  EXPECT_TRUE(AccessRefusal(t, t.task, "0", kValue).ends_with(kMessage));
}

TEST(FollowAccess, RefusesWhatIsNoListOfNumbers) {
  Tasks t;
  for (const char* access :
       {"", ":", "0:", ":0", "0::1", "0;1", "0:x", "-1", " 0", "0 ", "0x1", "4294967296"}) {
    EXPECT_TRUE(AccessRefusal(t, t.task, access)
                    .ends_with(fmt::format("the access '{}' is no list of numbers", access)))
        << access;
  }
  EXPECT_TRUE(
      AccessRefusal(t, t.task, "0\n").ends_with("the access '0\\x0a' is no list of numbers"));
}

TEST(FollowAccess, TakesSixtyFourNumbers) {
  BtfWriter writer;
  uint32_t id = writer.SignedInt();
  for (int i = 0; i < 64; ++i) id = writer.Array(id, 1);
  std::string access = "0";
  for (int i = 0; i < 63; ++i) access += ":0";
  EXPECT_TRUE(Follow(writer, id, access).ends_with(" -> 2"));
  EXPECT_TRUE(AccessRefusal(writer, id, access + ":0").ends_with("is no list of numbers"));
}

TEST(RelocationKinds, AreOfFieldsOrEnumeratorsOrNeither) {
  // The numbers are those of enum bpf_core_relo_kind in the kernel's <linux/bpf.h>.
  for (uint32_t number = 0; number <= 12; ++number) {
    auto kind = static_cast<RelocationKind>(number);
    EXPECT_EQ(number <= 5, IsFieldRelocation(kind)) << number;
    EXPECT_EQ(number == 10 || number == 11, IsEnumeratorRelocation(kind)) << number;
  }
}

}  // namespace
}  // namespace ecc::btf

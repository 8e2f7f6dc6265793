#include "btfgen/co_re/minimal.h"

#include <fmt/format.h>

#include "btfgen/co_re/matcher.h"
#include "tests/support/bpf_object.h"
#include "tests/support/helpers.h"

namespace ecc::co_re {
namespace {

using btf::RelocationKind;
using test::BtfWriter;
using test::ErrorFrom;

constexpr auto kOffset = btf::RelocationKind::kFieldByteOffset;
constexpr auto kFieldExists = static_cast<btf::RelocationKind>(2);

std::string Spell(const btf::Types& types, btf::TypeId id) {
  const btf::Type& type = types[id];
  switch (type.kind) {
    case btf::Kind::kPtr:
      return Spell(types, type.type) + "*";
    case btf::Kind::kArray:
      return fmt::format("{}[{}]", Spell(types, type.type), type.nelems);
    default:
      return btf::Describe(type);
  }
}

// What is left of the kernel's types, "struct task pid:int@0".
std::vector<std::string> Minimize(const BtfWriter& kernel, const std::string& object) {
  Relocations relocations("t.o", object);
  const Relocations* asking[] = {&relocations};
  std::string kernel_bytes = kernel.Bytes();
  std::string bytes = MinimalBtf("kernel", AsBytes(kernel_bytes), asking);
  btf::Types types = btf::Read("minimal", AsBytes(bytes));
  btf::Resolver proven(types);
  std::vector<std::string> lines;
  for (uint32_t id = 1; id < types.count(); ++id) {
    std::string line = Spell(types, {id});
    if (btf::IsRecord(types[id].kind)) {
      for (const btf::Member& member : types.members(types[id]))
        line += fmt::format(" {}:{}@{}", member.name, Spell(types, member.type),
                            member.offset.count);
    }
    if (btf::IsEnum(types[id].kind)) {
      for (const btf::Enumerator& enumerator : types.enumerators(types[id]))
        line += fmt::format(" {}", enumerator.name);
    }
    lines.push_back(line);
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST(EssentialName, EndsBeforeTheLastThreeUnderlines) {
  EXPECT_EQ("task", EssentialName("task"));
  EXPECT_EQ("task", EssentialName("task___old"));
  EXPECT_EQ("task___a", EssentialName("task___a___b"));
  EXPECT_EQ("task____old", EssentialName("task____old"));
  EXPECT_EQ("task___", EssentialName("task___"));
  EXPECT_EQ("___task", EssentialName("___task"));
  EXPECT_EQ("", EssentialName(""));
}

TEST(MinimalBtf, KeepsTheMembersOnTheWayAndDropsTheOthers) {
  BtfWriter local;
  uint32_t i = local.SignedInt();
  uint32_t mm = local.Struct("mm___small", 4, {{"users", i, 0}});
  uint32_t task = local.Struct("task", 8, {{"mm", mm, 0}, {"pid", i, 32}});
  BtfWriter kernel;
  uint32_t k = kernel.SignedInt();
  uint32_t other = kernel.Struct("other", 4, {{"x", k, 0}});
  uint32_t pointer = kernel.Ptr(other);
  uint32_t kernel_mm =
      kernel.Struct("mm", 24, {{"owner", pointer, 0}, {"users", k, 64}, {"more", k, 96}});
  // Where the kernel has a record without a name in between is its own affair.
  uint32_t nameless = kernel.Union("", 24, {{"mm", kernel_mm, 0}, {"raw", k, 0}});
  kernel.Struct("task", 64, {{"state", k, 0}, {"", nameless, 64}, {"pid", k, 256}});
  EXPECT_EQ((Lines{"int", "struct mm users:int@64", "union <anonymous> mm:struct mm@0",
                   "struct task :union <anonymous>@64"}),
            Minimize(kernel, test::BpfObject(local, {{task, "0:0:0", kOffset}})));
  EXPECT_EQ((Lines{"int", "struct task pid:int@256"}),
            Minimize(kernel, test::BpfObject(local, {{task, "0:1", kFieldExists}})));
}

TEST(MinimalBtf, MakesOnePointerOfThoseThatNobodyFollows) {
  BtfWriter local;
  uint32_t p = local.Ptr(0);
  uint32_t task = local.Struct("task", 16, {{"a", p, 0}, {"b", p, 64}});
  BtfWriter kernel;
  uint32_t one = kernel.Ptr(kernel.Struct("one", 4, {}));
  uint32_t two = kernel.Ptr(kernel.Struct("two", 4, {}));
  kernel.Struct("task", 16, {{"a", one, 0}, {"b", two, 64}});
  EXPECT_EQ((Lines{"void*", "struct task a:void*@0 b:void*@64"}),
            Minimize(kernel,
                     test::BpfObject(local, {{task, "0:0", kOffset}, {task, "0:1", kOffset}})));
}

TEST(MinimalBtf, KeepsEveryCandidateThatFits) {
  BtfWriter local;
  uint32_t i = local.SignedInt();
  uint32_t p = local.Ptr(i);
  uint32_t task = local.Struct("task", 8, {{"pid", i, 0}, {"link", p, 64}});
  BtfWriter kernel;
  uint32_t k = kernel.SignedInt();
  kernel.Struct("task", 8, {{"pid", k, 0}});
  kernel.Struct("task", 8, {{"pid", k, 32}});
  kernel.Struct("task", 8, {{"pid", kernel.Ptr(k), 0}});  // of another kind
  kernel.Union("task", 8, {{"pid", k, 0}});
  EXPECT_EQ((Lines{"int", "struct task pid:int@0", "struct task pid:int@32"}),
            Minimize(kernel, test::BpfObject(local, {{task, "0:0", kOffset}})));
  EXPECT_EQ(Lines{}, Minimize(kernel, test::BpfObject(local, {{task, "0:1", kOffset}})));
}

TEST(MinimalBtf, TakesElementsWithinTheArrayOrAtTheRecordsEnd) {
  BtfWriter local;
  uint32_t i = local.SignedInt();
  uint32_t array = local.Array(i, 4);
  uint32_t s = local.Struct("s", 16, {{"a", array, 0}});
  std::string third = test::BpfObject(local, {{s, "0:0:2", kOffset}});
  auto kernel_with = [](uint32_t nelems, bool is_last) {
    BtfWriter kernel;
    uint32_t k = kernel.SignedInt();
    uint32_t a = kernel.Array(k, nelems);
    std::vector<BtfWriter::Member> members = {{"a", a, 32}};
    if (!is_last)
      members.push_back({"z", k, 256});
    kernel.Struct("s", 40, members);
    return kernel;
  };
  EXPECT_EQ((Lines{"int", "int[3]", "struct s a:int[3]@32"}),
            Minimize(kernel_with(3, false), third));
  EXPECT_EQ(Lines{}, Minimize(kernel_with(2, false), third));
  EXPECT_EQ((Lines{"int", "int[0]", "struct s a:int[0]@32"}),
            Minimize(kernel_with(0, true), third));
  EXPECT_EQ(Lines{}, Minimize(kernel_with(0, false), third));
  // What stood before other members must not come to be the last.
  EXPECT_EQ((Lines{"int", "int[0]", "struct s a:int[0]@32 z:int@256"}),
            Minimize(kernel_with(0, false), test::BpfObject(local, {{s, "0:0", kOffset}})));
}

TEST(MinimalBtf, KeepsEnumsWholeThoughTheyHaveGrown) {
  BtfWriter local;
  uint32_t e = local.Enum("state", 4, {{"ON", 1}, {"GONE", 2}}, false);
  BtfWriter kernel;
  kernel.SignedInt();
  kernel.Enum64("state", {{"OFF", 0}, {"ON___new", 1}}, false);
  EXPECT_EQ((Lines{"enum state OFF ON___new"}),
            Minimize(kernel, test::BpfObject(
                                 local, {{e, "0", btf::RelocationKind::kEnumeratorValue}})));
  EXPECT_EQ(Lines{},
            Minimize(kernel, test::BpfObject(
                                 local, {{e, "1", btf::RelocationKind::kEnumeratorValue}})));
}

TEST(MinimalBtf, KeepsOfTypesWhatIsCompared) {
  BtfWriter local;
  uint32_t i = local.SignedInt();
  uint32_t inner = local.Struct("inner", 4, {{"x", i, 0}});
  uint32_t type = local.Typedef("handle", local.Ptr(inner));
  uint32_t s = local.Struct("outer", 8, {{"inner", local.Ptr(inner), 0}});
  BtfWriter kernel;
  uint32_t k = kernel.SignedInt();
  uint32_t kernel_inner = kernel.Struct("inner", 8, {{"x", k, 0}, {"y", k, 32}});
  uint32_t pointer = kernel.Ptr(kernel_inner);
  kernel.Typedef("handle", pointer);
  kernel.Struct("outer", 16, {{"inner", pointer, 0}, {"other", k, 64}});
  EXPECT_EQ((Lines{"struct inner", "struct inner*", "typedef handle"}),
            Minimize(kernel,
                     test::BpfObject(local, {{type, "0", btf::RelocationKind::kTypeExists}})));
  EXPECT_EQ(
      (Lines{"struct outer"}),
      Minimize(kernel, test::BpfObject(local, {{s, "0", btf::RelocationKind::kTypeSize}})));
  EXPECT_EQ(
      (Lines{"int", "struct inner", "struct inner*",
             "struct outer inner:struct inner*@0 other:int@64"}),
      Minimize(kernel, test::BpfObject(local, {{s, "0", btf::RelocationKind::kTypeMatches}})));
  EXPECT_EQ(
      Lines{},
      Minimize(kernel, test::BpfObject(local, {{s, "0", btf::RelocationKind::kTypeIdLocal}})));
}

TEST(MinimalBtf, TypesMatchByTheirMembers) {
  BtfWriter local;
  uint32_t i = local.SignedInt();
  uint32_t s = local.Struct("s", 4, {{"x", i, 0}});
  std::string object = test::BpfObject(local, {{s, "0", btf::RelocationKind::kTypeMatches}});
  auto kernel_with = [](std::string_view name, uint32_t encoding) {
    BtfWriter kernel;
    uint32_t k = kernel.Int("int", 4, encoding);
    kernel.Struct("s", 4, {{name, k, 0}});
    return kernel;
  };
  EXPECT_EQ((Lines{"int", "struct s x:int@0"}), Minimize(kernel_with("x", 1), object));
  EXPECT_EQ(Lines{}, Minimize(kernel_with("y", 1), object));
  EXPECT_EQ(Lines{}, Minimize(kernel_with("x", 0), object));
}

TEST(MinimalBtf, WritesTheKernelsByteOrder) {
  BtfWriter local;
  uint32_t i = local.SignedInt();
  uint32_t s = local.Struct("s", 4, {{"x", i, 0}});
  BtfWriter kernel(std::endian::big);
  uint32_t k = kernel.SignedInt();
  kernel.Struct("s", 8, {{"w", k, 0}, {"x", k, 32}});
  EXPECT_EQ((Lines{"int", "struct s x:int@32"}),
            Minimize(kernel, test::BpfObject(local, {{s, "0:0", kOffset}})));
}

TEST(MinimalBtf, EndsWhereAStrangersTypesWouldTakeForever) {
  BtfWriter local;
  uint32_t i = local.SignedInt();
  uint32_t s = local.Struct("s", 4, {{"x", i, 0}});
  BtfWriter kernel;
  uint32_t inner = kernel.Struct("", 0, {});
  for (int depth = 0; depth < 60; ++depth)
    inner = kernel.Union("", 0, {{"", inner, 0}, {"", inner, 0}});
  kernel.Struct("s", 0, {{"", inner, 0}});
  EXPECT_EQ("the object's relocations are compared with too many types", ErrorFrom([&] {
              Minimize(kernel, test::BpfObject(local, {{s, "0:0", kOffset}}));
            }));
}

TEST(Relocations, RefusesWhatItDoesNotKnow) {
  BtfWriter local;
  uint32_t i = local.SignedInt();
  uint32_t s = local.Struct("s", 4, {{"x", i, 0}});
  auto error = [&](std::string_view access, btf::RelocationKind kind) {
    return ErrorFrom([&] {
      Relocations("t.o", test::BpfObject(local, {{s, std::string(access), kind}}));
    });
  };
  EXPECT_EQ("t.o: .BTF.ext: the relocation of 'struct s' at byte 0x0: its kind 13 is not known",
            error("0", static_cast<btf::RelocationKind>(13)));
  EXPECT_EQ(
      "t.o: .BTF.ext: the relocation of 'struct s' at byte 0x0: the access '0:1' leads to "
      "position 1 of 'struct s', which has 1",
      error("0:1", kOffset));
  EXPECT_TRUE(Relocations("t.o", test::BpfObject(local, {})).empty());
}

}  // namespace
}  // namespace ecc::co_re

#include "btfgen/shrink/shrink.h"

#include <fmt/format.h>

#include "btfgen/btf/access.h"
#include "btfgen/shrink/kept_types.h"
#include "tests/support/helpers.h"

namespace ecc::shrink {
namespace {

using test::BtfWriter;
using test::ErrorFrom;

// What is left of types, and of the accesses of relocations.
struct Shrunk {
  std::vector<std::string> types;  // "struct task{pid:int@0}"
  std::vector<std::string> accesses;
};

std::string Spell(const btf::Types& types, btf::TypeId id) {
  const btf::Type& type = types[id];
  if (type.kind == btf::Kind::kPtr)
    return Spell(types, type.type) + "*";
  if (type.kind == btf::Kind::kArray)
    return fmt::format("{}[{}]", Spell(types, type.type), type.nelems);
  return (type.kind == btf::Kind::kFwd ? "forward " : "") + btf::Describe(type);
}

std::string SpellWhole(const btf::Types& types, uint32_t id) {
  std::string text = Spell(types, {id});
  if (btf::IsRecord(types[id].kind)) {
    for (const btf::Member& member : types.members(types[id]))
      text +=
          fmt::format(" {}:{}@{}", member.name, Spell(types, member.type), member.offset.count);
  }
  if (btf::IsEnum(types[id].kind)) {
    for (const btf::Enumerator& enumerator : types.enumerators(types[id]))
      text += fmt::format(" {}={}", enumerator.name, enumerator.value);
  }
  return text;
}

Shrunk Shrink(const BtfWriter& writer, btf::BtfExt ext) {
  std::string bytes = writer.Bytes();
  btf::Types types = btf::Read("t", AsBytes(bytes));
  btf::Resolver resolver(types);
  btf::RawTypes raw(types, AsBytes(bytes));
  Needs needs(resolver, ext);
  KeptTypes kept(raw, resolver, needs);
  StringTable strings;
  kept.WriteTypes(strings);
  strings.Build();
  std::string body = kept.WriteTypes(strings);
  btf::WordWriter out(types.byte_order());
  out.AddMagic();
  auto size = static_cast<uint32_t>(body.size());
  for (uint32_t word : {24u, 0u, size, size, static_cast<uint32_t>(strings.bytes().size())})
    out.Add(word);
  out.Append(body);
  out.Append(strings.bytes());

  Shrunk result;
  btf::Types shrunk = btf::Read("shrunk", AsBytes(out.bytes()));
  btf::Resolver proven(shrunk);
  for (uint32_t id = 1; id < shrunk.count(); ++id)
    result.types.push_back(SpellWhole(shrunk, id));
  for (const auto& info : ext.relocations) {
    for (const btf::CoreRelocation& relocation : info.records)
      result.accesses.push_back(kept.NewAccess(relocation));
  }
  return result;
}

btf::BtfExt Relocations(std::vector<btf::CoreRelocation> relocations) {
  btf::BtfExt ext;
  ext.relocations.push_back({"tp/x", std::move(relocations)});
  return ext;
}

btf::CoreRelocation Field(uint32_t root, std::string access) {
  return {0, {root}, std::move(access), btf::RelocationKind::kFieldByteOffset};
}

using Lines = std::vector<std::string>;

TEST(Shrink, KeepsTheMembersOnThePath) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t alias = writer.Typedef("pid_t", writer.Const(number));
  uint32_t inner =
      writer.Struct("inner", 12, {{"x", number, 0}, {"y", alias, 32}, {"z", number, 64}});
  uint32_t unnamed = writer.Union("", 12, {{"a", number, 0}, {"in", inner, 0}});
  uint32_t task = writer.Struct("task", 40,
                                {{"unused", number, 0},
                                 {"", unnamed, 32},
                                 {"next", writer.Ptr(inner), 128},
                                 {"last", alias, 192}});

  Shrunk shrunk = Shrink(
      writer, Relocations({Field(task, "0:1:1:1"), Field(task, "0:2"), Field(task, "0:3")}));
  EXPECT_EQ(shrunk.accesses, (Lines{"0:0:0:0", "0:1", "0:2"}));
  // Names of records that stand in others are nobody's business.
  EXPECT_EQ(
      shrunk.types,
      (Lines{"int", "struct <anonymous> y:int@32", "union <anonymous> in:struct <anonymous>@0",
             "struct task :union <anonymous>@32 next:void*@128 last:int@192", "void*"}));
}

TEST(Shrink, KeepsElementsAndTheirPositions) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t element = writer.Struct("e", 8, {{"a", number, 0}, {"b", number, 32}});
  uint32_t array = writer.Array(element, 4);
  uint32_t s = writer.Struct("s", 36, {{"x", number, 0}, {"list", array, 32}});
  Shrunk shrunk = Shrink(writer, Relocations({Field(s, "2:1:3:1")}));
  EXPECT_EQ(shrunk.accesses, Lines{"2:0:3:0"});
  EXPECT_EQ(shrunk.types.back(), "struct s list:struct e[4]@32");
}

TEST(Shrink, KeepsAccessedEnumerators) {
  BtfWriter writer;
  uint32_t kind = writer.Enum("kind", 4, {{"A", 1}, {"B", 2}, {"C", 3}}, false);
  Shrunk shrunk =
      Shrink(writer, Relocations({{0, {kind}, "2", btf::RelocationKind::kEnumeratorValue}}));
  EXPECT_EQ(shrunk.types, Lines{"enum kind C=3"});
  EXPECT_EQ(shrunk.accesses, Lines{"0"});
}

TEST(Shrink, KeepsWhatUserSpaceShares) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t behind = writer.Struct("behind", 4, {{"x", number, 0}});
  uint32_t event = writer.Struct(
      "event", 16, {{"a", number, 0}, {"b", number, 32}, {"p", writer.Ptr(behind), 64}});
  uint32_t variable = writer.Var("__ecc_export_0", writer.Ptr(event));
  writer.Datasec(".ecc.types", 8, {{variable, 0, 8}});
  Shrunk shrunk = Shrink(writer, Relocations({Field(event, "0:1")}));
  EXPECT_EQ(shrunk.accesses, Lines{"0:1"});
  EXPECT_EQ(shrunk.types[1], "forward struct behind");
  EXPECT_EQ(shrunk.types[3], "struct event a:int@0 b:int@32 p:forward struct behind*@64");
}

TEST(Shrink, TypeRelocationsKeepAsMuchAsTheyCompare) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t s = writer.Struct("s", 8, {{"a", number, 0}, {"b", number, 32}});
  auto left = [&](btf::RelocationKind kind) {
    return Shrink(writer, Relocations({{0, {s}, "0", kind}})).types.back();
  };
  for (auto kind : {btf::RelocationKind::kTypeExists, btf::RelocationKind::kTypeSize,
                    btf::RelocationKind::kTypeIdTarget})
    EXPECT_EQ(left(kind), "struct s");
  for (auto kind : {btf::RelocationKind::kTypeMatches, btf::RelocationKind::kTypeIdLocal})
    EXPECT_EQ(left(kind), "struct s a:int@0 b:int@32");
}

TEST(Shrink, FunctionsKeepWhatTheVerifierCompares) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t s = writer.Struct("s", 8, {{"a", number, 0}});
  uint32_t f = writer.Func("f", writer.FuncProto(number, {writer.Ptr(s)}));
  auto left = [&](std::string_view section) {
    btf::BtfExt ext;
    ext.functions.push_back({section, {{0, {f}}}});
    return Shrink(writer, ext).types[1];
  };
  EXPECT_EQ(left("tp/x"), "struct s");
  EXPECT_EQ(left(".text"), "struct s a:int@0");
}

TEST(Shrink, KeepsRecordsThatTagsName) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  writer.Struct("node", 4, {{"n", number, 0}});
  uint32_t list = writer.Struct("list", 4, {{"head", number, 0}});
  writer.DeclTag("contains:node:n", list, 0);
  uint32_t variable = writer.Var("v", list);
  writer.Datasec(".bss", 4, {{variable, 0, 4}});
  Shrunk shrunk = Shrink(writer, {});
  EXPECT_EQ(shrunk.types[1], "struct node n:int@0");
  EXPECT_EQ(shrunk.types.size(), 6u);
}

TEST(Shrink, KeepsWhatTheKernelIsToOwn) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t owned = writer.Struct("owned", 4, {{"n", number, 0}});
  uint32_t pointer = writer.Ptr(writer.TypeTag("kptr", owned));
  uint32_t variable = writer.Var("v", writer.Struct("holder", 8, {{"p", pointer, 0}}));
  writer.Datasec(".bss", 8, {{variable, 0, 8}});
  EXPECT_EQ(Shrink(writer, {}).types[1], "struct owned n:int@0");
}

TEST(Shrink, KeepsWhatMapDefinitionsTell) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t behind = writer.Struct("behind", 4, {{"n", number, 0}});
  uint32_t value = writer.Struct("value", 8, {{"p", writer.Ptr(behind), 0}});
  uint32_t deep = writer.Struct("deep", 4, {{"n", number, 0}});
  uint32_t inner = writer.Struct("inner", 8, {{"value", writer.Ptr(deep), 0}});
  uint32_t values = writer.Array(writer.Ptr(inner), 0);
  uint32_t map =
      writer.Struct("", 8, {{"value", writer.Ptr(value), 0}, {"values", values, 64}});
  uint32_t variable = writer.Var("m", map);
  writer.Datasec(".maps", 8, {{variable, 0, 8}});
  Lines left = Shrink(writer, {}).types;
  EXPECT_EQ(left[1], "forward struct behind");
  EXPECT_EQ(left[3], "struct value p:forward struct behind*@0");
  EXPECT_EQ(left[4], "struct deep n:int@0");
  EXPECT_EQ(left[6], "struct inner value:struct deep*@0");
}

TEST(Shrink, ComparesKernelSymbolsByShape) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t s = writer.Struct("rq", 8, {{"a", number, 0}});
  uint32_t variable = writer.Var("runqueues", s, 2);
  writer.Datasec(".ksyms", 0, {{variable, 0, 8}});
  EXPECT_EQ(Shrink(writer, {}).types[0], "struct rq");
}

TEST(Shrink, DropsWhatNobodyNeeds) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  writer.Struct("unused", 4, {{"n", number, 0}});
  EXPECT_TRUE(Shrink(writer, {}).types.empty());
}

TEST(Shrink, WritesBothByteOrders) {
  BtfWriter writer(std::endian::big);
  uint32_t number = writer.SignedInt();
  uint32_t s = writer.Struct("s", 8, {{"a", number, 0}, {"b", number, 32}});
  Shrunk shrunk = Shrink(writer, Relocations({Field(s, "0:1")}));
  EXPECT_EQ(shrunk.types, (Lines{"int", "struct s b:int@32"}));
}

TEST(Access, RefusesWhatDoesNotFit) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t s = writer.Struct("s", 4, {{"a", number, 0}});
  auto refusal = [&](const std::string& access) {
    return ErrorFrom([&] { Shrink(writer, Relocations({Field(s, access)})); });
  };
  const std::string where = "t: .ext: the relocation of 'struct s' at byte 0x0: the access ";
  EXPECT_EQ(refusal("0:1"), where + "'0:1' leads to position 1 of 'struct s', which has 1");
  EXPECT_EQ(refusal("0:0:2"), where + "'0:0:2' leads into 'int', which has no members");
  for (const char* text : {"", ":", "0:", "0:x", "-1", "0::0", "99999999999"})
    EXPECT_EQ(refusal(text), where + "'" + text + "' is no list of numbers");
}

TEST(BtfExt, RefusesWhatDoesNotFit) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  std::string bytes = writer.Bytes();
  btf::Types types = btf::Read("t", AsBytes(bytes));
  btf::RawTypes raw(types, AsBytes(bytes));
  auto refusal = [&](std::vector<uint32_t> words) {
    btf::WordWriter out(std::endian::native);
    out.AddMagic();
    for (uint32_t word : words) out.Add(word);
    return ErrorFrom([&] { btf::ReadBtfExt(InFile("t.ext"), AsBytes(out.bytes()), raw); });
  };
  EXPECT_EQ(refusal({}), "t.ext+0x0: the header needs 24 bytes, 4 left");
  EXPECT_EQ(refusal({99, 0, 0, 0, 0}),
            "t.ext+0x4: the header claims 99 bytes, the section has 24");
  EXPECT_EQ(refusal({24, 0, 4, 0, 0}),
            "t.ext+0x8: the function table claims [0x18, 0x1c), the section has 0x18 bytes");
  EXPECT_EQ(refusal({24, 0, 4, 0, 0, 4}),
            "t.ext+0x18: a function record claims 4 bytes; it has 8 at least");
  EXPECT_EQ(refusal({24, 0, 12, 0, 0, 8, 77, 1}),
            "t: the string of .BTF.ext+0x1c is at 0x4d, the strings have 0x5 bytes");
  EXPECT_EQ(refusal({24, 0, 20, 0, 0, 8, 0, 1, 0, number}), "t.ext+0x28: the type is no FUNC");
  EXPECT_EQ(refusal({24, 0, 20, 0, 0, 8, 0, 1, 0, 9}),
            "t.ext+0x28: refers to type 9; the section has 1");
}

TEST(RawTypes, RefusesAnArrayWithoutAnIndex) {
  BtfWriter writer;
  writer.Array(writer.SignedInt(), 2);
  std::string bytes = writer.Bytes();
  // Header, INT, and the array's three words and its element.
  bytes[24 + 16 + 12 + 4] = 9;
  btf::Types types = btf::Read("t", AsBytes(bytes));
  EXPECT_EQ(ErrorFrom([&] { btf::RawTypes raw(types, AsBytes(bytes)); }),
            "t: type 2: the index of the array is of type 9; the section has 2");
}

TEST(ShrinkObject, RefusesWhatIsNoObject) {
  EXPECT_EQ(ErrorFrom([] { ShrinkObject("t", AsBytes("text"), {}); }), "t: not an ELF file");
}

}  // namespace
}  // namespace ecc::shrink

#include "btfgen/btf/type_writer.h"

#include <set>

#include "tests/support/helpers.h"

namespace ecc::btf {
namespace {

using test::BtfWriter;
using Words = std::vector<uint32_t>;

// Gives types numbers that are 100 higher, and a member's type one that tells its record and
// position.
class Renumbering : public TypeWriter {
 public:
  Renumbering(const RawTypes& raw, std::set<uint32_t> dropped)
      : TypeWriter(raw), dropped_(std::move(dropped)) {}

  using TypeWriter::CountPositions;
  using TypeWriter::WriteCopy;
  using TypeWriter::WriteVoidPointer;

 protected:
  uint32_t NewId(TypeId id) const override { return id.value + 100; }
  bool KeepsPosition(TypeId, uint32_t position) const override {
    return !dropped_.contains(position);
  }
  uint32_t NewMemberType(TypeId record, uint32_t position) const override {
    return record.value * 1000 + position;
  }

 private:
  std::set<uint32_t> dropped_;
};

struct TypeCopy {
  Words words;
  StringTable strings;

  uint32_t at(std::string_view text) { return strings.Place(text); }
};

TypeCopy CopyOf(const BtfWriter& writer, uint32_t id, std::set<uint32_t> dropped = {}) {
  std::string bytes = writer.Bytes();
  Types types = Read("t", AsBytes(bytes));
  RawTypes raw(types, AsBytes(bytes));
  Renumbering copier(raw, std::move(dropped));
  TypeCopy copy;
  WordWriter names(std::endian::native);
  copier.WriteCopy({id}, "new", names, copy.strings);
  copy.strings.Build();
  WordWriter out(std::endian::native);
  copier.WriteCopy({id}, "new", out, copy.strings);
  copy.words.resize(out.bytes().size() / sizeof(uint32_t));
  std::memcpy(copy.words.data(), out.bytes().data(), out.bytes().size());
  return copy;
}

TEST(TypeWriter, CopiesTheMembersThatStay) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t id = writer.Struct(
      "s", 12, {{"first", number, 0, 5}, {"second", number, 32}, {"third", number, 64, 7}});
  TypeCopy all = CopyOf(writer, id);
  EXPECT_EQ((Words{all.at("new"), 1U << 31 | 4 << 24 | 3, 12,  //
                   all.at("first"), 2000, 5 << 24,             //
                   all.at("second"), 2001, 32,                 //
                   all.at("third"), 2002, 7 << 24 | 64}),
            all.words);
  TypeCopy some = CopyOf(writer, id, {0, 1});
  EXPECT_EQ(
      (Words{some.at("new"), 1U << 31 | 4 << 24 | 1, 12, some.at("third"), 2002, 7 << 24 | 64}),
      some.words);
  uint32_t other = writer.Union("u", 4, {{"first", number, 0}, {"second", number, 0}});
  TypeCopy one = CopyOf(writer, other, {1});
  EXPECT_EQ((Words{one.at("new"), 5 << 24 | 1, 4, one.at("first"), 3000, 0}), one.words);
}

TEST(TypeWriter, CopiesTheEnumeratorsThatStay) {
  BtfWriter writer;
  uint32_t narrow = writer.Enum("e", 2, {{"ONE", 1}, {"TWO", -2}}, true);
  uint32_t wide = writer.Enum64("f", {{"ONE", 1}, {"TWO", int64_t{5} << 32 | 2}}, false);
  TypeCopy copy = CopyOf(writer, narrow);
  EXPECT_EQ((Words{copy.at("new"), 1U << 31 | 6 << 24 | 2, 2, copy.at("ONE"), 1, copy.at("TWO"),
                   UINT32_MAX - 1}),
            copy.words);
  TypeCopy second = CopyOf(writer, narrow, {0});
  EXPECT_EQ(
      (Words{second.at("new"), 1U << 31 | 6 << 24 | 1, 2, second.at("TWO"), UINT32_MAX - 1}),
      second.words);
  TypeCopy both = CopyOf(writer, wide);
  EXPECT_EQ(
      (Words{both.at("new"), 19 << 24 | 2, 8, both.at("ONE"), 1, 0, both.at("TWO"), 2, 5}),
      both.words);
  TypeCopy last = CopyOf(writer, wide, {0});
  EXPECT_EQ((Words{last.at("new"), 19 << 24 | 1, 8, last.at("TWO"), 2, 5}), last.words);
}

TEST(TypeWriter, GivesNewNumbersToTheTypesThatATypeRefersTo) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t pointer = writer.Ptr(number);
  uint32_t array = writer.Array(number, 9);
  uint32_t proto = writer.FuncProto(number, {pointer, 0});
  uint32_t var = writer.Var("v", number, 1);
  uint32_t section = writer.Datasec(".bss", 12, {{var, 4, 8}});
  uint32_t tag = writer.DeclTag("tag", number, 3);
  TypeCopy copy = CopyOf(writer, pointer);
  EXPECT_EQ((Words{copy.at("new"), 2 << 24, 101}), copy.words);
  copy = CopyOf(writer, array);
  EXPECT_EQ((Words{copy.at("new"), 3 << 24, 0, 101, 101, 9}), copy.words);
  copy = CopyOf(writer, proto);
  EXPECT_EQ((Words{copy.at("new"), 13 << 24 | 2, 101, 0, 102, 0, 100}), copy.words);
  copy = CopyOf(writer, var);
  EXPECT_EQ((Words{copy.at("new"), 14 << 24, 101, 1}), copy.words);
  copy = CopyOf(writer, section);
  EXPECT_EQ((Words{copy.at("new"), 15 << 24 | 1, 12, 105, 4, 8}), copy.words);
  copy = CopyOf(writer, tag);
  EXPECT_EQ((Words{copy.at("new"), 17 << 24, 101, 3}), copy.words);
}

TEST(TypeWriter, LeavesSizesAndVoidAsTheyAre) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t real = writer.Float("double", 8);
  uint32_t pointer = writer.Ptr(0);
  uint32_t forward = writer.Fwd("f", true);
  uint32_t proto = writer.FuncProto(0, {});
  uint32_t function = writer.Func("g", proto, 1);
  TypeCopy copy = CopyOf(writer, number);
  EXPECT_EQ((Words{copy.at("new"), 1 << 24, 4, 1 << 24 | 32}), copy.words);
  copy = CopyOf(writer, real);
  EXPECT_EQ((Words{copy.at("new"), 16 << 24, 8}), copy.words);
  copy = CopyOf(writer, pointer);
  EXPECT_EQ((Words{copy.at("new"), 2 << 24, 0}), copy.words);
  copy = CopyOf(writer, forward);
  EXPECT_EQ((Words{copy.at("new"), 1U << 31 | 7 << 24, 0}), copy.words);
  copy = CopyOf(writer, proto);
  EXPECT_EQ((Words{copy.at("new"), 13 << 24, 0}), copy.words);
  // The linkage of a function stands where others count.
  copy = CopyOf(writer, function);
  EXPECT_EQ((Words{copy.at("new"), 12 << 24 | 1, 105}), copy.words);
}

TEST(TypeWriter, KeepsTheNamesOfParams) {
  BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t proto = writer.FuncProto(0, {number});
  // FuncProto names none; the word of the name lies behind INT's four and the head's three.
  uint32_t name = writer.String("argument");
  std::string bytes = writer.Bytes();
  std::memcpy(bytes.data() + 24 + 16 + 12, &name, sizeof(name));
  Types types = Read("t", AsBytes(bytes));
  RawTypes raw(types, AsBytes(bytes));
  Renumbering copier(raw, {});
  StringTable strings;
  WordWriter names(std::endian::native);
  copier.WriteCopy({proto}, "", names, strings);
  strings.Build();
  EXPECT_EQ(std::string("\0argument\0", 10), strings.bytes());
}

TEST(TypeWriter, CountsThePositionsThatStay) {
  BtfWriter writer;
  std::string bytes = writer.Bytes();
  Types types = Read("t", AsBytes(bytes));
  RawTypes raw(types, AsBytes(bytes));
  Renumbering copier(raw, {1, 3});
  for (auto [end, count] : {std::pair(0u, 0u), {1u, 1u}, {2u, 1u}, {3u, 2u}, {4u, 2u}})
    EXPECT_EQ(count, copier.CountPositions({1}, end)) << end;
}

TEST(TypeWriter, WritesAPointerToVoid) {
  StringTable strings;
  WordWriter out(std::endian::little);
  Renumbering::WriteVoidPointer(out, strings);
  EXPECT_EQ(std::string("\0\0\0\0\0\0\0\2\0\0\0\0", 12), out.bytes());
}

TEST(WriteBtf, IsAHeaderTypesAndStrings) {
  // The header of struct btf_header: magic, version, flags, its own length, and where types and
  // strings lie behind it.
  EXPECT_EQ(std::string("\x9f\xeb\1\0\x18\0\0\0\0\0\0\0\4\0\0\0\4\0\0\0\3\0\0\0typestr", 31),
            WriteBtf("type", "str", std::endian::little));
  EXPECT_EQ(std::string("\xeb\x9f\1\0\0\0\0\x18\0\0\0\0\0\0\0\4\0\0\0\4\0\0\0\3typestr", 31),
            WriteBtf("type", "str", std::endian::big));
}

}  // namespace
}  // namespace ecc::btf

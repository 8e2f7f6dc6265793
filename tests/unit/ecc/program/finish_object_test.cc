#include "ecc/program/finish_object.h"

#include <fmt/format.h>

#include <set>

#include "btfgen/btf/word_writer.h"
#include "btfgen/elf/object.h"
#include "tests/support/elf_writer.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

using test::BtfWriter;
using test::ElfWriter;
using Words = std::vector<uint32_t>;

constexpr std::endian kOrders[] = {std::endian::little, std::endian::big};

std::string NoSource(const std::string&) {
  return "";
}

// The sections of an object after all, by name.
std::map<std::string, std::string> Finished(const ElfWriter& object,
                                            const SourceText& source = NoSource) {
  std::string bytes = FinishObject("a.o", AsBytes(object.Bytes()), source);
  std::map<std::string, std::string> sections;
  for (const elf::Section& section : elf::Read("a.o", AsBytes(bytes)).sections)
    sections[section.name] = AsText(section.bytes);
  return sections;
}

std::string FinishedBtf(const BtfWriter& types, std::endian order = std::endian::native) {
  ElfWriter object(order);
  object.Add({".BTF", types.Bytes()});
  return Finished(object).at(".BTF");
}

TEST(FinishObject, HasNoDwarf) {
  ElfWriter object;
  uint32_t debug = object.Add({".debug_info", "dwarf"});
  object.Add({".text", "code", SHT_PROGBITS, SHF_EXECINSTR});
  uint32_t symbols = object.AddSymbols({});
  object.AddRelocations(".rel.debug_info", debug, symbols, {});
  std::set<std::string> names;
  for (const auto& [name, bytes] : Finished(object)) names.insert(name);
  EXPECT_EQ((std::set<std::string>{"", ".text", ".strtab", ".symtab", ".shstrtab"}), names);
}

// A map of one type, and how its members look when they have been changed: each points to an
// array of none behind all other types.
struct MapTypes : BtfWriter {
  // Of `members` the types are those from 1 to 9 below.
  MapTypes(std::endian order, uint32_t map_type, std::vector<Member> members,
           std::string_view section = ".maps")
      : BtfWriter(order) {
    SignedInt();                        // 1
    Struct("event", 4, {{"x", 1, 0}});  // 2
    Ptr(Array(1, map_type, 1));         // 3, 4
    Ptr(2);                             // 5
    Ptr(Array(2, 16, 1));               // 6, 7
    Const(Typedef("pointer_t", 5));     // 8, 9
    members.insert(members.begin(), {"type", 4, 0});
    Struct("", 64, members);                                            // 10
    Datasec(section, 64, {{Var("map", Typedef("map_t", 10)), 0, 64}});  // 11, 12, 13
  }
  MapTypes& AddPointerToNone(uint32_t element) {
    Ptr(Array(element, 0, 1));
    return *this;
  }
};

TEST(FinishObject, RingBuffersGetNoSizes) {
  for (std::endian order : kOrders) {
    for (uint32_t type : {27u, 31u}) {
      MapTypes before(order, type,
                      {{"key", 5, 64}, {"value", 7, 128}, {"max_entries", 7, 192}});
      MapTypes after(order, type,
                     {{"key", 15, 64}, {"value", 17, 128}, {"max_entries", 7, 192}});
      after.AddPointerToNone(2).AddPointerToNone(2);
      EXPECT_EQ(after.Bytes(), FinishedBtf(before, order)) << type;
    }
  }
}

TEST(FinishObject, SizesInNumbersGoAsWell) {
  MapTypes before(std::endian::native, 27, {{"key_size", 4, 64}, {"value_size", 9, 128}});
  MapTypes after(std::endian::native, 27, {{"key_size", 15, 64}, {"value_size", 17, 128}});
  // The first is a pointer to an array of INT, the second one behind qualifier and typedef.
  after.AddPointerToNone(1).AddPointerToNone(2);
  EXPECT_EQ(after.Bytes(), FinishedBtf(before));
}

TEST(FinishObject, OtherMapsStayAsTheyAre) {
  for (uint32_t type : {1u, 26u, 28u, 30u, 32u}) {
    MapTypes types(std::endian::native, type, {{"value", 5, 64}});
    EXPECT_EQ(types.Bytes(), FinishedBtf(types)) << type;
  }
  MapTypes elsewhere(std::endian::native, 27, {{"value", 5, 64}}, ".data");
  EXPECT_EQ(elsewhere.Bytes(), FinishedBtf(elsewhere));
}

TEST(FinishObject, WhatHasNoSizeStaysAsItIs) {
  // No pointer, a pointer to void, other members.
  MapTypes types(std::endian::native, 27, {{"value", 2, 64}, {"key", 15, 128}, {"x", 5, 192}});
  types.SignedInt();
  types.Ptr(0);
  EXPECT_EQ(types.Bytes(), FinishedBtf(types));
  MapTypes finished(std::endian::native, 27, {{"value", 15, 64}});
  finished.AddPointerToNone(2);
  EXPECT_EQ(finished.Bytes(), FinishedBtf(finished));
}

TEST(FinishObject, AMapThatIsNoStructStaysAsItIs) {
  BtfWriter types;
  uint32_t number = types.SignedInt();
  types.Datasec(".maps", 4, {{types.Var("map", number), 0, 4}});
  EXPECT_EQ(types.Bytes(), FinishedBtf(types));
}

TEST(FinishObject, AMapsTypeIsAnArray) {
  BtfWriter types;
  uint32_t pointer = types.Ptr(types.SignedInt());
  uint32_t map = types.Struct("", 16, {{"type", pointer, 0}, {"value", pointer, 64}});
  types.Datasec(".maps", 16, {{types.Var("map", map), 0, 16}});
  EXPECT_EQ(types.Bytes(), FinishedBtf(types));
}

// A section of lines: words behind the magic.
std::string LineExt(const Words& words, std::endian order = std::endian::native) {
  btf::WordWriter writer(order);
  writer.AddMagic();
  for (uint32_t word : words) writer.Add(word);
  return writer.bytes();
}

ElfWriter ObjectWith(const BtfWriter& types, const std::string& ext,
                     std::endian order = std::endian::native) {
  ElfWriter object(order);
  object.Add({".BTF", types.Bytes()});
  object.Add({".BTF.ext", ext});
  return object;
}

// The strings, which begin with an empty one: "a.c" at 1, "known" at 5, and new ones from 11.
struct LineStrings : BtfWriter {
  explicit LineStrings(std::endian order = std::endian::native) : BtfWriter(order) {
    String("a.c");
    String("known");
  }
};

std::string SourceOf(const std::string& path) {
  return path == "a.c" ? "first\r\n\nthird" : "";
}

TEST(FinishObject, LinesGetTheTextThatTheyLack) {
  for (std::endian order : kOrders) {
    auto ext = [&](uint32_t third, uint32_t first) {
      return LineExt({24, 0, 0,     0,           116,  //
                      16, 1, 4,                        //
                      0,  1, third, 3 << 10 | 7,       //
                      8,  1, 5,     3 << 10,           //
                      16, 1, third, 3 << 10,           //
                      24, 1, 0,     2 << 10,           // an empty line
                      1,  2,                           // another section
                      0,  1, first, 1 << 10,           //
                      8,  5, 0,     1 << 10},          // of a file that is not there
                     order);
    };
    LineStrings before(order);
    LineStrings after(order);
    uint32_t third = after.String("third");
    uint32_t first = after.String("first");
    auto sections = Finished(ObjectWith(before, ext(0, 0), order), SourceOf);
    EXPECT_EQ(ext(third, first), sections.at(".BTF.ext"));
    EXPECT_EQ(after.Bytes(), sections.at(".BTF"));
  }
}

TEST(FinishObject, ALineThatAFileDoesNotHaveGetsNoText) {
  for (uint32_t line : {0u, 2u, 4u}) {
    std::string ext = LineExt({24, 0, 0, 0, 28, 16, 1, 1, 0, 1, 0, line << 10});
    auto sections = Finished(ObjectWith(LineStrings(), ext), SourceOf);
    EXPECT_EQ(ext, sections.at(".BTF.ext")) << line;
    EXPECT_EQ(LineStrings().Bytes(), sections.at(".BTF")) << line;
  }
}

TEST(FinishObject, ReadsAFileOnce) {
  std::vector<std::string> asked;
  auto source = [&](const std::string& path) {
    asked.push_back(path);
    return SourceOf(path);
  };
  // The strings end at 11.
  Finished(ObjectWith(LineStrings(), LineExt({24, 0,  0, 0,       76, 16, 1, 4,        //
                                              0,  11, 0, 1 << 10, 0,  99, 0, 1 << 10,  //
                                              0,  1,  0, 1 << 10, 0,  1,  0, 3 << 10})),
           source);
  EXPECT_EQ((std::vector<std::string>{"", "a.c"}), asked);
}

TEST(FinishObject, LinesMayHaveMoreThanIsKnown) {
  // A longer header, a table behind another one, records of five words.
  auto ext = [](uint32_t text) {
    return LineExt({28, 0, 4, 4, 52, 0,    77,  //
                    20, 1, 2, 0, 1,  text, 3 << 10, 0, 8, 1, text, 3 << 10, 0});
  };
  LineStrings after;
  uint32_t third = after.String("third");
  auto sections = Finished(ObjectWith(LineStrings(), ext(0)), SourceOf);
  EXPECT_EQ(ext(third), sections.at(".BTF.ext"));
}

TEST(FinishObject, LinesThatAreDamagedStayAsTheyAre) {
  // What could be read of them has a text, so that it would be seen.
  const Words record = {0, 1, 0, 3 << 10};
  auto with = [&](Words head) {
    head.insert(head.end(), record.begin(), record.end());
    return LineExt(head);
  };
  for (const std::string& ext :
       {std::string(), std::string("abc"), LineExt({24, 0, 0, 0}),
        with({24, 0, 0, 0, 0, 16, 1, 1}),    // no bytes of lines
        with({24, 0, 0, 0, 28, 15, 1, 1}),   // records that are too short
        with({24, 0, 0, 0, 11, 16, 1, 1}),   // the end before the first section
        with({24, 0, 0, 0, 27, 16, 1, 1}),   // the end in a record
        with({24, 0, 0, 28, 28, 16, 1, 1}),  // the start where the section ends
        with({UINT32_MAX, 0, 0, UINT32_MAX, 28, 16, 1, 1})}) {
    auto sections = Finished(ObjectWith(LineStrings(), ext), SourceOf);
    EXPECT_EQ(ext, sections.at(".BTF.ext"));
    EXPECT_EQ(LineStrings().Bytes(), sections.at(".BTF"));
  }
}

TEST(FinishObject, CountsNoFurtherThanTheSection) {
  auto ext = [](uint32_t text) {
    return LineExt({24, 0, 0, 0, UINT32_MAX, 16, 1, UINT32_MAX, 0, 1, text, 3 << 10, 8, 1});
  };
  LineStrings after;
  uint32_t third = after.String("third");
  EXPECT_EQ(ext(third), Finished(ObjectWith(LineStrings(), ext(0)), SourceOf).at(".BTF.ext"));
}

TEST(FinishObject, RefusesWhatIsNoObject) {
  EXPECT_EQ("a.o: not an ELF file",
            test::ErrorFrom([] { FinishObject("a.o", AsBytes("text"), NoSource); }));
  ElfWriter object;
  object.Add({".BTF", "x"});
  EXPECT_TRUE(test::ErrorFrom([&] { Finished(object); }).starts_with("a.o: .BTF: "));
}

}  // namespace
}  // namespace ecc

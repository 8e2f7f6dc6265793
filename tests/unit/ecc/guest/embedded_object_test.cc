#include "ecc/guest/embedded_object.h"

#include "tests/support/elf_writer.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

using test::BtfWriter;

// An object with DWARF in front, an initial value in .rodata and one of a struct_ops map.
std::string ObjectWithValues() {
  BtfWriter types;
  uint32_t number = types.SignedInt();
  uint32_t ops = types.Struct("ops", 4, {{"x", number, 0}});
  types.Datasec(".rodata", 4, {{types.Var("limit", number), 0, 4}});
  types.Datasec(".struct_ops", 8, {{types.Var("hooks", ops), 4, 4}});
  test::ElfWriter object;
  object.Add({".debug_info", std::string(4000, 'd')});
  object.Add({".rodata", "LIMI", SHT_PROGBITS, SHF_ALLOC});
  object.Add({".struct_ops", "....HOOK", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE});
  object.Add({".BTF", types.Bytes()});
  object.AddSymbols({{"limit", STT_OBJECT, 2}, {"hooks", STT_OBJECT, 3, 4}});
  return object.Bytes();
}

TEST(EmbedObject, LeavesOutWhatOnlyPeopleRead) {
  BtfFile object("out/a.bpf.o", ObjectWithValues());
  layout::Model model = object.Build({});
  EmbeddedObject embedded = EmbedObject(object, model);
  EXPECT_LT(embedded.bytes.size() + 4000, object.bytes().size() + 100);
  EXPECT_EQ(std::string::npos, embedded.bytes.find("dddd"));
  // The places of initial values are those in the bytes that are embedded.
  ASSERT_EQ(1u, embedded.model.sections.size());
  EXPECT_EQ(embedded.bytes.find("LIMI"), embedded.model.sections[0].file_offset);
  ASSERT_EQ(2u, embedded.model.maps.size());
  std::vector<std::optional<uint64_t>> places;
  for (const layout::Map& map : embedded.model.maps) places.push_back(map.value_file_offset);
  EXPECT_TRUE(std::find(places.begin(), places.end(), embedded.bytes.find("HOOK")) !=
              places.end());
  EXPECT_TRUE(std::find(places.begin(), places.end(), std::nullopt) != places.end());
  // All else is what it was.
  embedded.model.sections[0].file_offset = model.sections[0].file_offset;
  for (size_t i = 0; i < 2; ++i)
    embedded.model.maps[i].value_file_offset = model.maps[i].value_file_offset;
  EXPECT_EQ(model, embedded.model);
}

TEST(EmbedObject, FindsTheFirstValueAgain) {
  BtfWriter types;
  uint32_t ops = types.Struct("ops", 4, {{"x", types.SignedInt(), 0}});
  types.Datasec(".struct_ops", 4, {{types.Var("hooks", ops), 0, 4}});
  test::ElfWriter writer;
  writer.Add({".debug_info", "dwarf"});
  writer.Add({".struct_ops", "HOOK", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE});
  writer.Add({".BTF", types.Bytes()});
  writer.AddSymbols({{"hooks", STT_OBJECT, 2}});
  BtfFile object("a.bpf.o", writer.Bytes());
  EmbeddedObject embedded = EmbedObject(object, object.Build({}));
  ASSERT_EQ(1u, embedded.model.maps.size());
  EXPECT_EQ(embedded.bytes.find("HOOK"), embedded.model.maps[0].value_file_offset);
}

TEST(EmbedObject, RefusesAModelOfAnotherObject) {
  BtfFile object("out/a.bpf.o", ObjectWithValues());
  constexpr const char* kMessage = "out/a.bpf.o: the shrunk object has other maps";
  layout::Model maps = object.Build({});
  maps.maps.pop_back();
  EXPECT_EQ(kMessage, test::ErrorFrom([&] { EmbedObject(object, maps); }));
  layout::Model sections = object.Build({});
  sections.sections.push_back(sections.sections[0]);
  EXPECT_EQ(kMessage, test::ErrorFrom([&] { EmbedObject(object, sections); }));
}

}  // namespace
}  // namespace ecc

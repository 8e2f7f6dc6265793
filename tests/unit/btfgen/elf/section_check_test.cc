#include "btfgen/elf/section_check.h"

#include "tests/support/elf_writer.h"
#include "tests/support/helpers.h"

namespace ecc::elf {
namespace {

using test::ElfSection;

std::string RefusalOf(const std::vector<ElfSection>& sections) {
  test::ElfWriter elf;
  for (const ElfSection& section : sections) elf.Add(section);
  std::string bytes = elf.Bytes();
  return test::MessageOf([&] { CheckSections(Read("a.o", AsBytes(bytes))); });
}

TEST(CheckSections, WantsOneSectionOfAName) {
  EXPECT_EQ("", RefusalOf({{".maps", "x"}, {".maps.mine", "x"}}));
  EXPECT_EQ("a.o: there are two sections '.maps'", RefusalOf({{".maps", "x"}, {".maps", "y"}}));
  EXPECT_EQ("", RefusalOf({{".debug_x", "x"}, {".debug_x", "y"}}));
}

TEST(CheckSections, TypesAreNoCode) {
  constexpr uint64_t kCode = SHF_ALLOC | SHF_EXECINSTR;
  for (std::string name : {".BTF", ".BTF.ext", ".maps", ".struct_ops", ".struct_ops.link"}) {
    EXPECT_EQ("a.o: '" + name + "' claims to be code",
              RefusalOf({{name, "x", SHT_PROGBITS, kCode}}));
  }
  EXPECT_EQ("", RefusalOf({{".struct_opsy", "x", SHT_PROGBITS, kCode}}));
}

TEST(CheckSections, HaveBytesThatCanBeAddedUp) {
  auto without = [](const char* name, uint64_t size) {
    return ElfSection{name, "", SHT_NOBITS, SHF_ALLOC, 0, 0, 0, 8, size};
  };
  EXPECT_EQ("a.o: '.maps' has no bytes", RefusalOf({without(".maps", 8)}));
  EXPECT_EQ("", RefusalOf({without(".bss", 1 << 30)}));
  EXPECT_EQ("a.o: section '.bss' has 1073741825 bytes",
            RefusalOf({without(".bss", (1 << 30) + 1)}));
}

TEST(IsOrBelow, EndsAtAPoint) {
  EXPECT_TRUE(IsOrBelow(".data", ".data"));
  EXPECT_TRUE(IsOrBelow(".data.mine", ".data"));
  EXPECT_FALSE(IsOrBelow(".database", ".data"));
  EXPECT_FALSE(IsOrBelow(".dat", ".data"));
}

}  // namespace
}  // namespace ecc::elf

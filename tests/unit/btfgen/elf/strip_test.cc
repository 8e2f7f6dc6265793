#include "btfgen/elf/strip.h"

#include "tests/support/helpers.h"

namespace ecc::elf {
namespace {

bool IsDebug(std::string_view name, uint32_t type = 1) {
  SectionFacts section = {};
  section.name = name;
  section.type = type;
  return IsDebugSection(section);
}

TEST(Strip, KnowsDebugSectionsByTheirNames) {
  for (const char* name : {".debug_info", ".debug_", ".rel.debug_info", ".rela.debug_line"})
    EXPECT_TRUE(IsDebug(name)) << name;
  for (const char* name :
       {"", ".debug", ".text", ".BTF", ".BTF.ext", ".relxdp", ".rel.BTF.ext", "debug_info"})
    EXPECT_FALSE(IsDebug(name)) << name;
}

TEST(Strip, KnowsTheTableOfAddressesByItsType) {
  EXPECT_TRUE(IsDebug("anything", 0x6fff4c03));
  EXPECT_FALSE(IsDebug(".llvm_addrsig", 0x6fff4c02));
}

}  // namespace
}  // namespace ecc::elf

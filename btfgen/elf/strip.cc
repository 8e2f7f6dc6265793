#include "btfgen/elf/strip.h"

namespace ecc::elf {

bool IsDebugSection(const SectionFacts& section) {
  constexpr uint32_t kSectionTypeAddrsig = 0x6fff4c03;  // SHT_LLVM_ADDRSIG
  std::string_view name = section.name;
  return section.type == kSectionTypeAddrsig || name.starts_with(".debug_") ||
         name.starts_with(".rel.debug_") || name.starts_with(".rela.debug_");
}

}  // namespace ecc::elf

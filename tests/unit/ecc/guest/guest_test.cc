#include "ecc/guest/guest.h"

#include <gtest/gtest.h>

#include "loader/wasm/module/module.h"
#include "support/codec.h"

namespace ecc {
namespace {

const std::string kEmptyModule("\0asm\1\0\0\0", 8);

TEST(Guest, PackageSectionReadsBack) {
  // Longer than one byte of a length, and not compressible to less.
  std::string package;
  for (int i = 0; i < 500; ++i) package += std::to_string(i * 7919);
  std::string bytes = WithPackageSection(kEmptyModule, package);
  loader::WasmModule module = loader::ReadModule("m", AsBytes(bytes));
  ASSERT_EQ(1u, module.custom_sections.size());
  const loader::ModuleCustomSection& section = module.custom_sections[0];
  EXPECT_EQ("ecc.package", section.name);
  EXPECT_EQ(bytes.size(), section.offset + section.size);
  std::string content = bytes.substr(section.offset);
  EXPECT_EQ(package.size() & 0xff, static_cast<unsigned char>(content[0]));
  EXPECT_EQ(package.size() >> 8, static_cast<unsigned char>(content[1]));
  EXPECT_EQ(package, Decompress(content.substr(4), package.size()));
}

}  // namespace
}  // namespace ecc

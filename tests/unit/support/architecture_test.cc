#include "support/architecture.h"

#include <elf.h>

#include "tests/support/helpers.h"

namespace ecc {
namespace {

TEST(Architecture, IsFoundByEachOfItsNames) {
  struct {
    const char* name;
    const char* is;
  } cases[] = {{"x86", "x86"},         {"x86_64", "x86"},       {"amd64", "x86"},
               {"i386", "x86"},        {"aarch64", "arm64"},    {"s390x", "s390"},
               {"ppc64el", "powerpc"}, {"armhf", "arm"},        {"riscv64", "riscv"},
               {"mips64el", "mips"},   {"loong64", "loongarch"}};
  for (const auto& one : cases) {
    ASSERT_NE(nullptr, FindArchitecture(one.name)) << one.name;
    EXPECT_EQ(one.is, FindArchitecture(one.name)->name);
  }
  for (const char* name : {"", " ", "x8", "x86_64 amd64", "amd", "vax"})
    EXPECT_EQ(nullptr, FindArchitecture(name)) << name;
}

TEST(Architecture, KnowsEachMachine) {
  std::string table;
  for (std::string_view name : ArchitectureNames()) {
    const Architecture* one = FindArchitecture(name);
    table += std::string(name) + (one->is_big_endian ? " big " : " little ") +
             std::to_string(one->elf_machine) + " " + std::string(one->triplet) + "\n";
  }
  EXPECT_EQ(
      "x86 little 62 x86_64-linux-gnu\n"
      "arm64 little 183 aarch64-linux-gnu\n"
      "riscv little 243 riscv64-linux-gnu\n"
      "s390 big 22 s390x-linux-gnu\n"
      "powerpc little 21 powerpc64le-linux-gnu\n"
      "loongarch little 258 loongarch64-linux-gnu\n"
      "arm little 40 arm-linux-gnueabihf\n"
      "mips little 8 mips64el-linux-gnuabi64\n",
      table);
}

}  // namespace
}  // namespace ecc

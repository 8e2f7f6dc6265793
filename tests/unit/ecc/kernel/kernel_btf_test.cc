#include "ecc/kernel/kernel_btf.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "btfgen/elf/kernel.h"

namespace ecc {
namespace {

// A machine that no kernel is for.
constexpr Architecture kToy = {"toy", "", false, "", 0xfffe};

TEST(FindKernelBtf, TakesTheFileThatIsGiven) {
  EccOptions options;
  options.btf = {{"toy", "toy.btf"}, {"", "other.btf"}};
  EXPECT_EQ("toy.btf", FindKernelBtf(options, kToy));
  EXPECT_EQ("other.btf", FindKernelBtf(options, HostArchitecture()));
  options.btf = {{"toy", "toy.btf"}};
  EXPECT_NE("toy.btf", FindKernelBtf(options, HostArchitecture()));
  options.btf = {{"", ""}};
  EXPECT_EQ("", FindKernelBtf(options, HostArchitecture())) << "what is given is taken";
}

TEST(FindKernelBtf, TheRunningKernelIsForThisMachineOnly) {
  if (access(elf::kRunningKernelBtf, R_OK) == 0) {
    EXPECT_EQ(elf::kRunningKernelBtf, FindKernelBtf({}, HostArchitecture()));
  }
  EXPECT_EQ("", FindKernelBtf({}, kToy));
}

}  // namespace
}  // namespace ecc

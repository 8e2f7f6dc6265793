#include "ecc/kernel/kernel_btf.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "btfgen/elf/kernel.h"
#include "support/files.h"
#include "tests/support/elf_writer.h"

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

class InstalledKernels : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }
  void Put(const std::string& name, const std::string& bytes) {
    WriteFilesIfChanged({{Path(name), bytes}});
  }
  static std::string KernelFor(uint16_t machine, std::endian order = std::endian::native) {
    test::ElfWriter writer(order);
    writer.type = ET_EXEC;
    writer.machine = machine;
    return writer.Bytes();
  }
  std::string Find(const std::vector<std::string>& patterns) const {
    std::vector<std::string> paths;
    std::vector<const char*> pointers;
    for (const std::string& pattern : patterns) paths.push_back(Path(pattern));
    for (const std::string& path : paths) pointers.push_back(path.c_str());
    return FindInstalledKernel(pointers, kToy);
  }

  TemporaryDirectory directory_{"ecc-test"};
};

TEST_F(InstalledKernels, TheLastNameOfTheFirstPatternIsTaken) {
  EXPECT_EQ("", Find({}));
  EXPECT_EQ("", Find({"boot-*"}));
  Put("lib-9", KernelFor(0xfffe));
  EXPECT_EQ(Path("lib-9"), Find({"boot-*", "lib-*"}));
  Put("boot-1", KernelFor(0xfffe));
  Put("boot-2", KernelFor(0xfffe));
  EXPECT_EQ(Path("boot-2"), Find({"boot-*", "lib-*"}));
  Put("boot-3", KernelFor(0xfffd));
  EXPECT_EQ(Path("boot-2"), Find({"boot-*"})) << "the last is for another machine";
}

TEST_F(InstalledKernels, AreReadInBothByteOrders) {
  for (std::endian order : {std::endian::little, std::endian::big}) {
    Put("boot", KernelFor(0xfffe, order));
    EXPECT_EQ(Path("boot"), Find({"boot"}));
    Put("boot", KernelFor(0xfeff, order));
    EXPECT_EQ("", Find({"boot"})) << "the number is not turned twice";
  }
}

TEST_F(InstalledKernels, AreWholeElfFiles) {
  std::string kernel = KernelFor(0xfffe);
  Put("boot", kernel.substr(0, sizeof(Elf64_Ehdr)));
  EXPECT_EQ(Path("boot"), Find({"boot"}));
  Put("boot", kernel.substr(0, sizeof(Elf64_Ehdr) - 1));
  EXPECT_EQ("", Find({"boot"}));
  // Compressed, as vmlinuz is.
  kernel[0] = '\x1f';
  Put("boot", kernel);
  EXPECT_EQ("", Find({"boot"}));
  kernel = KernelFor(0xfffe);
  kernel[SELFMAG - 1] = 'X';
  Put("boot", kernel);
  EXPECT_EQ("", Find({"boot"}));
}

}  // namespace
}  // namespace ecc

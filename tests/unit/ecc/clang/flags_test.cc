#include "ecc/clang/flags.h"

#include <algorithm>
#include <filesystem>

#include "ecc/clang/runtime_headers.h"
#include "support/files.h"
#include "tests/support/helpers.h"
#include "tests/support/program.h"

namespace ecc {
namespace {

using Flags = std::vector<std::string>;

class CompilerFlagsTest : public testing::Test {
 protected:
  CompilerFlagsTest() { own_.job.target = &machine_; }

  std::string Make(const std::string& name) {
    std::filesystem::create_directories(directory_.path() + "/" + name);
    return directory_.path() + "/" + name;
  }
  Flags Get() const { return CompilerFlags(own_.job); }

  TemporaryDirectory directory_{"ecc-test"};
  test::OwnJob own_;
  // A machine whose headers the system does not have.
  Architecture machine_ = {"toy", "", HostArchitecture().is_big_endian, "ecc-no-such-triplet",
                           0};
};

TEST_F(CompilerFlagsTest, AreForBpfWithTypes) {
  EXPECT_EQ((Flags{"-target", "bpf", "-g", "-O2", "-Werror=implicit-function-declaration",
                   "-D__TARGET_ARCH_toy"}),
            Get());
  // A machine of the other byte order has a compiler of that name.
  machine_.is_big_endian = !machine_.is_big_endian;
  EXPECT_EQ(machine_.is_big_endian ? "bpfeb" : "bpfel", Get().at(1));
}

TEST_F(CompilerFlagsTest, TheUsersOwnComeLast) {
  own_.options.clang_args = {"-O1", "-DX"};
  Flags flags = Get();
  EXPECT_EQ((Flags{"-D__TARGET_ARCH_toy", "-O1", "-DX"}), Flags(flags.end() - 3, flags.end()));
  own_.options.clang_args = {"-O1", "-D__TARGET_ARCH_other"};
  flags = Get();
  EXPECT_EQ((Flags{"-Werror=implicit-function-declaration", "-O1", "-D__TARGET_ARCH_other"}),
            Flags(flags.end() - 3, flags.end()));
}

TEST_F(CompilerFlagsTest, TheCountersOfLostRecordsStandBeforeAll) {
  own_.options.count_lost = true;
  own_.options.clang_args = {"-DX"};
  Flags flags = Get();
  EXPECT_EQ((Flags{"-include", CountLostHeader(), "-DX"}), Flags(flags.end() - 3, flags.end()));
}

TEST_F(CompilerFlagsTest, LibbpfReplacesTheSystems) {
  own_.options.libbpf = Make("libbpf");
  EXPECT_EQ("'" + own_.options.libbpf +
                "' has no bpf/bpf_helpers.h\n"
                "help: name the directory that `make install_headers` of libbpf fills",
            test::ErrorFrom([&] { Get(); }));
  Make("libbpf/bpf");
  WriteFilesIfChanged({{own_.options.libbpf + "/bpf/bpf_helpers.h", ""}});
  Flags flags = Get();
  EXPECT_EQ((Flags{"-isystem", own_.options.libbpf, "-D__TARGET_ARCH_toy"}),
            Flags(flags.end() - 3, flags.end()));
}

TEST_F(CompilerFlagsTest, HeadersOfTheMachineComeAfterAllOthers) {
  // /usr/include/TRIPLET and /usr/TRIPLET/include, by way of the root.
  std::string triplet = "../.." + directory_.path();
  machine_.triplet = triplet;
  own_.options.clang_args = {"-DX"};
  Make("asm");
  Flags flags = Get();
  EXPECT_EQ((Flags{"-DX", "-idirafter", "/usr/include/" + triplet}),
            Flags(flags.end() - 3, flags.end()));
  std::filesystem::remove(directory_.path() + "/asm");
  Make("include/asm");
  flags = Get();
  EXPECT_EQ((Flags{"-DX", "-idirafter", "/usr/" + triplet + "/include"}),
            Flags(flags.end() - 3, flags.end()));
  Make("asm");
  flags = Get();
  EXPECT_EQ((Flags{"-DX", "-idirafter", "/usr/include/" + triplet, "-idirafter",
                   "/usr/" + triplet + "/include"}),
            Flags(flags.end() - 5, flags.end()));
}

TEST(WithCompatHeaders, AddsTheirDirectoryWhereThereIsOne) {
  std::string compat = LibbpfCompatHeaders();
  Flags expected = {"-g"};
  if (!compat.empty())
    expected.insert(expected.end(), {"-isystem", compat});
  EXPECT_EQ(expected, WithCompatHeaders({"-g"}));
}

TEST(Remapped, TellsClangOfTwoPaths) {
  EXPECT_EQ((Flags{"-g", "-Xclang", "-remap-file", "-Xclang", "a/from.h;to.h"}),
            Remapped({"-g"}, "a/from.h", "to.h"));
}

TEST(PlainCommand, IsWhatOneWouldGiveByHand) {
  test::OwnJob own;
  own.options.clang = "clang-19";
  EXPECT_EQ((Flags{"clang-19", "-g", "-DX", "-x", "c", "-c", "src/a.bpf.c", "-o", "a.o"}),
            PlainCommand(own.job, {"-g", "-DX"}, "a.o"));
}

}  // namespace
}  // namespace ecc

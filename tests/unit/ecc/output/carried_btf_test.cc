#include "ecc/output/carried_btf.h"

#include <filesystem>
#include <fstream>

#include "support/files.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

class KernelFiles : public testing::Test {
 protected:
  void Touch(const std::string& path) {
    std::filesystem::create_directories(std::filesystem::path(Path(path)).parent_path());
    std::ofstream(Path(path)) << "x";
  }
  std::string Path(const std::string& path) const { return directory_.path() + "/" + path; }
  std::vector<std::string> Names(const std::vector<std::string>& given) const {
    std::vector<std::string> names;
    for (const KernelFile& file : FindKernelFiles(given)) names.push_back(file.name);
    return names;
  }

  TemporaryDirectory directory_{"kernel-files"};
};

using Strings = std::vector<std::string>;

TEST_F(KernelFiles, AreCalledByTheirPathsInTheDirectory) {
  Touch("hub/ubuntu/20.04/x86_64/5.4.0-91-generic.btf");
  Touch("hub/ubuntu/20.04/x86_64/5.4.0-91-generic.txt");
  Touch("hub/debian/boot/vmlinux-6.1.0-13-amd64");
  Touch("hub/modules/6.12/vmlinux");
  Touch("hub/modules/6.12/vmlinux.h");
  Touch("hub/modules/6.12/vmlinux-6.12.h");
  Strings expected = {"debian/boot/6.1.0-13-amd64", "modules/6.12",
                      "ubuntu/20.04/x86_64/5.4.0-91-generic"};
  EXPECT_EQ(expected, Names({Path("hub")}));
  EXPECT_EQ(expected, Names({Path("hub/")}));
  EXPECT_EQ(Strings{"x86_64/5.4.0-91-generic"}, Names({Path("hub/ubuntu/20.04")}));
}

TEST_F(KernelFiles, AreCalledByTheirOwnNamesWhenGiven) {
  Touch("5.4.0-91-generic.btf");
  Touch("6.12/vmlinux");
  Touch("vmlinux-6.1");
  EXPECT_EQ((Strings{"5.4.0-91-generic", "6.1", "6.12"}),
            Names({Path("6.12/vmlinux"), Path("5.4.0-91-generic.btf"), Path("vmlinux-6.1")}));
}

TEST_F(KernelFiles, MustBeThereAndHaveDifferentNames) {
  Touch("a/5.4.btf");
  Touch("b/5.4.btf");
  Touch("c/5.4.btf.tar.xz");
  Touch("d/notes");
  EXPECT_EQ((Strings{"a/5.4", "b/5.4"}), Names({directory_.path()}));
  std::string base = directory_.path();
  EXPECT_EQ("two kernels are called '5.4': '" + base + "/a/5.4.btf' and '" + base +
                "/b/5.4.btf'\nhelp: give the directory that tells them apart",
            test::ErrorFrom([&] {
              Names({Path("a"), Path("b")});
            }));
  EXPECT_EQ("there is no BTF of a kernel below '" + base +
                "/c'\nhelp: unpack the archives: find " + base +
                "/c -name '*.btf.tar.xz' -execdir tar -xf {} ';'",
            test::ErrorFrom([&] { Names({Path("c")}); }));
  EXPECT_EQ("there is no BTF of a kernel below '" + base +
                "/d'\nhelp: its files are called RELEASE.btf, vmlinux or vmlinux-RELEASE",
            test::ErrorFrom([&] { Names({Path("d")}); }));
}

}  // namespace
}  // namespace ecc

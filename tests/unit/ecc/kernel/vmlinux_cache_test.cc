#include "ecc/kernel/vmlinux_cache.h"

#include <unistd.h>

#include <set>

#include "support/codec.h"
#include "tests/support/cache_home.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

std::string BtfWith(const std::string& name) {
  test::BtfWriter types;
  types.Struct(name, 4, {{"a", types.SignedInt(), 0}});
  return types.Bytes();
}

TEST(VmlinuxCache, IsKeptByTheContentOfTheBtf) {
  test::CacheHome home;
  std::string file = home.path() + "/btf";
  WriteFilesIfChanged({{file, BtfWith("first")}});
  VmlinuxCache cache(file);
  EXPECT_EQ("", cache.digest());
  EXPECT_NE(cache.text().npos, cache.text().find("struct first {"));
  EXPECT_EQ(Sha256(BtfWith("first")), cache.digest());
  EXPECT_EQ(cache.text(), ReadFile(cache.directory() + "/vmlinux.h"));
  WriteFilesIfChanged({{home.path() + "/copy", BtfWith("first")}});
  VmlinuxCache copy(home.path() + "/copy");
  EXPECT_EQ(cache.directory(), copy.directory());
  EXPECT_EQ(home.path() + "/copy", copy.kernel()->file());
}

// More kernels than a key of two digits could tell apart.
TEST(VmlinuxCache, NoTwoKernelsShareAnEntry) {
  test::CacheHome home;
  std::string file = home.path() + "/btf";
  std::set<std::string> directories;
  for (int i = 0; i < 257; ++i) {
    WriteFilesIfChanged({{file, BtfWith("s" + std::to_string(i))}});
    EXPECT_TRUE(directories.insert(VmlinuxCache(file).directory()).second) << i;
  }
}

TEST(VmlinuxCache, LivesInATemporaryDirectoryWithoutAPlaceForCaches) {
  test::CacheHome home;
  std::string file = home.path() + "/btf";
  WriteFilesIfChanged({{file, BtfWith("first")}, {home.path() + "/ecc", "in the way"}});
  std::string directory;
  {
    VmlinuxCache cache(file);
    directory = cache.directory();
    EXPECT_NE(directory.npos, directory.find("/ecc-vmlinux")) << directory;
    EXPECT_EQ(cache.text(), ReadFile(directory + "/vmlinux.h"));
  }
  EXPECT_NE(0, access(directory.c_str(), F_OK));
}

TEST(VmlinuxCache, OfNoFileThereIsNone) {
  VmlinuxCache cache("");
  EXPECT_FALSE(cache.exists());
  EXPECT_EQ(nullptr, cache.kernel());
}

}  // namespace
}  // namespace ecc

#include "support/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/support/helpers.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;

size_t CountEntries(const std::string& directory) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(directory), {}));
}

TEST(WriteFilesIfChanged, LeavesAFileAloneThatHoldsTheTextAlready) {
  TemporaryDirectory directory("ecc-test");
  std::string path = directory.path() + "/file";
  EXPECT_EQ(std::vector<bool>{true}, WriteFilesIfChanged({{path, "text"}}));
  fs::last_write_time(path, fs::file_time_type{});
  EXPECT_EQ(std::vector<bool>{false}, WriteFilesIfChanged({{path, "text"}}));
  EXPECT_EQ(fs::file_time_type{}, fs::last_write_time(path));
  EXPECT_EQ(std::vector<bool>{true}, WriteFilesIfChanged({{path, "other"}}));
  EXPECT_EQ("other", ReadFile(path));
}

TEST(WriteFilesIfChanged, WritesNothingWhenOneFileCannotBeWritten) {
  TemporaryDirectory directory("ecc-test");
  std::string good = directory.path() + "/good";
  std::string bad = directory.path() + "/missing/bad";
  std::string message = test::ErrorFrom([&] {
    WriteFilesIfChanged({{good, "a"}, {bad, "b"}});
  });
  EXPECT_EQ("cannot write '" + bad + "': No such file or directory", message);
  EXPECT_EQ(0u, CountEntries(directory.path()));
}

TEST(WriteFilesIfChanged, WritesNothingWhenOneTargetIsADirectory) {
  TemporaryDirectory directory("ecc-test");
  std::string good = directory.path() + "/good";
  std::string bad = directory.path() + "/bad";
  fs::create_directory(bad);
  EXPECT_EQ("cannot write '" + bad + "': Is a directory", test::ErrorFrom([&] {
              WriteFilesIfChanged({{good, "a"}, {bad, "b"}});
            }));
  EXPECT_FALSE(fs::exists(good));
}

TEST(WriteFilesIfChanged, WritesToADeviceInsteadOfReplacingIt) {
  WriteFilesIfChanged({{"/dev/null", "text"}});
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_EQ("cannot write '/dev/full': No space left on device", test::ErrorFrom([] {
              WriteFilesIfChanged({{"/dev/full", "text"}});
            }));
}

TEST(WriteFilesIfChanged, FollowsLinks) {
  TemporaryDirectory directory("ecc-test");
  std::string real = directory.path() + "/real";
  std::string link = directory.path() + "/link";
  WriteFilesIfChanged({{real, "old"}});
  fs::create_symlink(real, link);
  WriteFilesIfChanged({{link, "new"}});
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ("new", ReadFile(real));
}

TEST(ReadFile, RefusesDirectoriesAndDevices) {
  EXPECT_EQ("cannot read '/dev/null': not a regular file",
            test::ErrorFrom([] { ReadFile("/dev/null"); }));
  EXPECT_EQ("cannot read '/': not a regular file", test::ErrorFrom([] { ReadFile("/"); }));
  EXPECT_EQ("cannot read '/no/such': No such file or directory",
            test::ErrorFrom([] { ReadFile("/no/such"); }));
}

TEST(ReadFile, StopsAtTheLimit) {
  TemporaryDirectory directory("ecc-test");
  std::string path = directory.path() + "/file";
  WriteFilesIfChanged({{path, std::string(100, 'a')}});
  EXPECT_EQ(100u, ReadFile(path, 100).size());
  EXPECT_EQ("cannot read '" + path + "': larger than 99 bytes",
            test::ErrorFrom([&] { ReadFile(path, 99); }));
}

}  // namespace
}  // namespace ecc

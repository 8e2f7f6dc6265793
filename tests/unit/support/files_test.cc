#include "support/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

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

// An hour ago, as of a run that was killed then.
void Age(const std::string& file) {
  timespec times[2] = {{time(nullptr) - 3600, 0}, {time(nullptr) - 3600, 0}};
  ASSERT_EQ(0, utimensat(AT_FDCWD, file.c_str(), times, 0));
}

TEST(TemporaryDirectory, WhatAKilledProcessLeftIsRemoved) {
  TemporaryDirectory root("ecc-test");
  auto make = [&](const std::string& name, bool is_old) {
    std::string directory = root.path() + "/" + name;
    std::filesystem::create_directories(directory);
    std::ofstream(directory + "/object.o") << "x";
    if (is_old)
      Age(directory);
    return directory;
  };
  std::string abandoned = make("ecc.ecc-tmp.abcdef", true);
  std::string of_a_person = make("ecc-backup", true);
  std::string in_use = make("ecc-cut.ecc-tmp.abcdef", true);
  std::string young = make("ecc.ecc-tmp.ghijkl", false);
  FileDescriptor lock(open(in_use.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  ASSERT_EQ(0, flock(lock.get(), LOCK_EX));

  RemoveAbandonedDirectories(root.path());
  EXPECT_FALSE(std::filesystem::exists(abandoned));
  for (const std::string& kept : {of_a_person, in_use, young})
    EXPECT_TRUE(std::filesystem::exists(kept + "/object.o")) << kept;
}

}  // namespace
}  // namespace ecc

#include "ecc/kernel/cut/search_path.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/files.h"

namespace ecc::cut {
namespace {

class SearchPathTest : public ::testing::Test {
 protected:
  std::string Put(const std::string& name) {
    std::string path = directory_.path() + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << "x";
    return path;
  }
  std::string In(const std::string& name) { return directory_.path() + "/" + name; }

  TemporaryDirectory directory_{"ecc-test"};
};

TEST_F(SearchPathTest, LooksWhereClangLooks) {
  std::string beside = Put("src/a.h");
  std::string user = Put("user/a.h");
  std::string system = Put("system/a.h");
  std::string last = Put("last/only.h");
  std::optional<SearchPath> path = SearchPath::From(
      {"-isystem", In("system"), "-idirafter" + In("last"), "-I" + In("user"), "-DX=1", "-g"});
  ASSERT_TRUE(path);
  EXPECT_EQ(std::vector<std::string>{"X=1"}, path->macros());
  EXPECT_EQ(beside, path->Find("a.h", true, In("src"), "")->path);
  EXPECT_EQ(user, path->Find("a.h", false, In("src"), "")->path);
  EXPECT_FALSE(path->Find("a.h", false, In("src"), "")->is_system);
  // #include_next goes on behind the file that says so.
  EXPECT_EQ(system, path->Find("a.h", false, In("user"), user)->path);
  EXPECT_TRUE(path->Find("a.h", false, In("user"), user)->is_system);
  EXPECT_EQ(last, path->Find("only.h", true, In("src"), "")->path);
  EXPECT_FALSE(path->Find("ecc-no-such-header.h", true, In("src"), ""));
}

TEST_F(SearchPathTest, DoesNotGuess) {
  for (const char* flag : {"@file", "-nostdinc", "--sysroot=/x", "-Xclang", "-Wp,-MD"})
    EXPECT_FALSE(SearchPath::From({flag})) << flag;
  std::optional<SearchPath> path = SearchPath::From({"-include", "first.h"});
  ASSERT_TRUE(path);
  EXPECT_EQ(std::vector<std::string>{"first.h"}, path->forced());
}

}  // namespace
}  // namespace ecc::cut

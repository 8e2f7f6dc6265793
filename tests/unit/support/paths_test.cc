#include "support/paths.h"

#include <unistd.h>

#include "tests/support/helpers.h"

namespace ecc {
namespace {

TEST(Paths, TakesPathsApart) {
  struct {
    const char* path;
    const char* directory;
    const char* file;
    const char* base;
  } cases[] = {{"out/a.bpf.o", "out", "a.bpf.o", "a"},
               {"a.h", ".", "a.h", "a"},
               {"/a.h", "/", "a.h", "a"},
               {"/x.y/b", "/x.y", "b", "b"},
               {"out/", "out", "", ""},
               {"", ".", "", ""}};
  for (const auto& one : cases) {
    EXPECT_EQ(one.directory, DirectoryOf(one.path)) << one.path;
    EXPECT_EQ(one.file, FileName(one.path)) << one.path;
    EXPECT_EQ(one.base, BaseName(one.path)) << one.path;
  }
}

TEST(Paths, FindsWhatLiesBesideTheProgram) {
  std::string program = FindBesideProgram({"nowhere", "."}, "unit_tests");
  EXPECT_TRUE(program.ends_with("/unit_tests")) << program;
  EXPECT_EQ(0, access(program.c_str(), X_OK));
  EXPECT_EQ("", FindBesideProgram({".", ".."}, "no such file"));
  EXPECT_EQ("", FindBesideProgram({}, "unit_tests"));
}

}  // namespace
}  // namespace ecc

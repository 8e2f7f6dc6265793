#include "ecc/verbs/init.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>

#include "support/identifier.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;

TEST(Init, MakesANameOfTheDirectory) {
  EXPECT_EQ("trace", ProjectName("trace"));
  EXPECT_EQ("trace", ProjectName("a b/trace/"));
  EXPECT_EQ("my_project", ProjectName("/tmp/my project"));
  EXPECT_EQ("my_project_c", ProjectName("my-project.c"));
  EXPECT_EQ("_2048", ProjectName("2048"));
  EXPECT_EQ("int_", ProjectName("int"));
  EXPECT_EQ("vmlinux_", ProjectName("vmlinux"));
  EXPECT_EQ("program", ProjectName("/"));
  EXPECT_EQ("program", ProjectName("---"));
  EXPECT_EQ(SanitizeIdentifier(fs::current_path().filename().string()), ProjectName("."));
  EXPECT_TRUE(IsIdentifier(ProjectName("prøject\n\"$(x)'")));
}

TEST(Init, FillsEveryHole) {
  static const std::regex kHole("@[A-Z_]+@");
  for (BuildSystem build : {BuildSystem::kMake, BuildSystem::kCMake}) {
    std::vector<OutputFile> files = ProjectFiles("trace", build);
    EXPECT_EQ(8u, files.size());
    for (const OutputFile& file : files) {
      EXPECT_FALSE(std::regex_search(file.content, kHole)) << file.path;
      EXPECT_TRUE(file.content.ends_with('\n')) << file.path;
    }
  }
}

TEST(Init, WritesToADirectoryThatIsNewOrEmpty) {
  TemporaryDirectory root("ecc-test");
  std::string directory = root.path() + "/a/b/trace";
  WriteProject(directory + "/", BuildSystem::kMake);
  EXPECT_TRUE(fs::exists(directory + "/trace.bpf.c"));
  EXPECT_TRUE(fs::exists(directory + "/.github/workflows/build.yml"));
  EXPECT_EQ(
      "the directory '" + directory + "' is not empty\nhelp: name one that is new or empty",
      test::ErrorFrom([&] { WriteProject(directory, BuildSystem::kCMake); }));
  EXPECT_FALSE(fs::exists(directory + "/CMakeLists.txt"));

  std::string empty = root.path() + "/empty";
  fs::create_directory(empty);
  WriteProject(empty, BuildSystem::kCMake);
  EXPECT_TRUE(fs::exists(empty + "/CMakeLists.txt"));
  auto entries = fs::directory_iterator(empty);
  EXPECT_EQ(8, std::distance(begin(entries), end(entries)));
}

TEST(Init, RefusesWhatIsInTheWay) {
  TemporaryDirectory root("ecc-test");
  std::string file = root.path() + "/file";
  std::ofstream(file) << "mine";
  std::string link = root.path() + "/link";
  fs::create_symlink("nowhere", link);
  for (const std::string& name : {file, link}) {
    EXPECT_EQ("'" + name +
                  "' is there, and no directory\nhelp: name a directory that is new or empty",
              test::ErrorFrom([&] { WriteProject(name, BuildSystem::kMake); }));
  }
  EXPECT_EQ("mine", ReadFile(file));
  EXPECT_EQ("cannot write the project '/proc/trace': No such file or directory",
            test::ErrorFrom([] { WriteProject("/proc/trace", BuildSystem::kMake); }));
  auto entries = fs::directory_iterator(root.path());
  EXPECT_EQ(2, std::distance(begin(entries), end(entries)));
}

TEST(Init, RefusesAnotherCommandLine) {
  auto refusal = [](const std::vector<std::string>& args) {
    return test::ErrorFrom([&] { InitMain(args); });
  };
  EXPECT_EQ("one directory is needed: ecc init [--build make|cmake] DIR", refusal({}));
  EXPECT_EQ("a project is built by make or cmake, not by 'meson'",
            refusal({"--build=meson", "x"}));
  EXPECT_EQ("a project is built by make or cmake, not by 'cmaek'\nhelp: did you mean cmake?",
            refusal({"--build", "cmaek", "x"}));
  EXPECT_EQ("one directory is needed: ecc init [--build make|cmake] DIR", refusal({"x", "y"}));
  EXPECT_NE("", refusal({"x", "--build"}));
}

}  // namespace
}  // namespace ecc

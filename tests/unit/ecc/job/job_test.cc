#include "ecc/job/job.h"

#include <filesystem>
#include <fstream>

#include "support/files.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

TEST(Job, OutputsLieBesideTheSourceOrWhereTheyAreWanted) {
  TemporaryDirectory directory("ecc-test");
  EccOptions options;
  SourceFiles files;
  Job job{options, {"src/a.bpf.c", {}, {}}, &HostArchitecture(), files};
  EXPECT_EQ("src/a", OutputStem(job));
  EXPECT_EQ("b", OutputStem(job.For(Unit{"b.bpf.c", {}, {}})));
  options.output_dir = directory.path() + "/new/out";
  EXPECT_EQ(options.output_dir + "/a", OutputStem(job));
  EXPECT_TRUE(std::filesystem::is_directory(options.output_dir));
  options.link = "all";
  options.output_dir += "/";
  EXPECT_EQ(options.output_dir + "all", OutputStem(job));
}

TEST(Job, ADirectoryThatCannotBeMadeIsNamed) {
  TemporaryDirectory directory("ecc-test");
  std::ofstream(directory.path() + "/file") << "x";
  EccOptions options;
  options.output_dir = directory.path() + "/file/out";
  SourceFiles files;
  Job job{options, {"a.bpf.c", {}, {}}, &HostArchitecture(), files};
  EXPECT_EQ("cannot make the directory '" + options.output_dir + "': Not a directory",
            test::ErrorFrom([&] { OutputStem(job); }));
}

}  // namespace
}  // namespace ecc

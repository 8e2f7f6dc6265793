#include "ecc/guest/shared_headers.h"

#include <filesystem>

#include "support/files.h"
#include "support/process.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

class FindSharedHeadersTest : public testing::Test {
 protected:
  std::string Put(const std::string& name, const std::string& text) {
    std::string path = directory_.path() + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    WriteFilesIfChanged({{path, text}});
    return path;
  }
  // The names of what is found for the first unit.
  std::vector<std::string> Find() {
    SourceFiles files;
    FindSharedHeaders(options_, files);
    std::vector<std::string> names;
    for (const std::string& header : options_.units.front().shared_headers)
      names.push_back(std::filesystem::path(header).filename());
    return names;
  }

  TemporaryDirectory directory_{"ecc-test"};
  EccOptions options_;
};
using Strings = std::vector<std::string>;

TEST_F(FindSharedHeadersTest, FindsWhatBothInclude) {
  Put("common.h", "");
  Put("event.h", "#include \"common.h\"\n");
  Put("app.h", "#include \"event.h\"\n");
  Put("kernel.h", "");
  Put("x.skel.h", "");
  Put("vmlinux.h", "");
  options_.units = {{Put("a.bpf.c",
                         "#include \"vmlinux.h\"\n#include \"event.h\"\n#include \"kernel.h\"\n"
                         "#include \"x.skel.h\"\n#include <bpf/bpf_helpers.h>\n"),
                     {},
                     {}}};
  options_.guest_sources = {Put("app.c",
                                "#include \"app.h\"\n#include \"x.skel.h\"\n"
                                "#include \"vmlinux.h\"\n#include <stdio.h>\n")};
  EXPECT_EQ((Strings{"common.h", "event.h"}), Find());
}

TEST_F(FindSharedHeadersTest, LooksWhereTheCompilersDo) {
  Put("inc/event.h", "");
  Put("inc2/other.h", "");
  options_.clang_args = {"-I", directory_.path() + "/inc"};
  options_.guest_args = {"-I" + directory_.path() + "/inc2"};
  options_.units = {
      {Put("src/a.bpf.c", "#include \"event.h\"\n#include \"../inc2/other.h\"\n"), {}, {}}};
  options_.guest_sources = {
      Put("user/app.c", "#include <event.h>\n#include \"other.h\"\n#include \"nowhere.h\"\n")};
  EXPECT_EQ((Strings{"event.h", "other.h"}), Find());
}

TEST_F(FindSharedHeadersTest, DoesNotRepeatWhatIsNamed) {
  Put("common.h", "#include \"event.h\"\n");
  std::string event = Put("event.h", "#include \"common.h\"\n");
  options_.units = {{Put("a.bpf.c", "#include \"event.h\"\n"), {event}, {}}};
  options_.guest_sources = {Put("app.c", "#include \"event.h\"\n")};
  EXPECT_EQ(Strings{"common.h"}, Find());
}

TEST_F(FindSharedHeadersTest, NeedsAGuest) {
  Put("event.h", "");
  options_.units = {{Put("a.bpf.c", "#include \"event.h\"\n"), {}, {}}};
  EXPECT_EQ(Strings{}, Find());
}

}  // namespace
}  // namespace ecc

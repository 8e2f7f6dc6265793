#include "ecc/kernel/cut/mentions.h"

#include <gtest/gtest.h>

#include <fstream>
#include <list>

#include "support/files.h"

namespace ecc::cut {
namespace {

class MentionsTest : public ::testing::Test {
 protected:
  std::optional<Mentions> Read(const std::string& source, const std::string& header = "") {
    std::ofstream(directory_.path() + "/a.bpf.c") << source;
    std::ofstream(directory_.path() + "/a.h") << header;
    path_ = SearchPath::From({});
    return ReadMentions(directory_.path() + "/a.bpf.c", *path_, files_.emplace_back());
  }

  TemporaryDirectory directory_{"ecc-test"};
  std::optional<SearchPath> path_;
  std::list<SourceFiles> files_;
};

TEST_F(MentionsTest, TellsTagsFromNames) {
  std::optional<Mentions> mentions = Read(
      "#include \"a.h\"\n/* struct comment */ int f(struct task_struct *t) { return t->pid; "
      "}\n",
      "typedef enum state s;\n");
  ASSERT_TRUE(mentions);
  EXPECT_TRUE(mentions->tags.contains("task_struct"));
  EXPECT_TRUE(mentions->tags.contains("state"));
  EXPECT_FALSE(mentions->tags.contains("comment"));
  EXPECT_TRUE(mentions->names.contains("s"));
  EXPECT_TRUE(mentions->HasMember("pid"));
  EXPECT_FALSE(mentions->HasMember("tgid"));
  EXPECT_FALSE(mentions->wants_vmlinux);
}

TEST_F(MentionsTest, PastedWordsMayNameMembers) {
  std::optional<Mentions> mentions =
      Read("#define GET(x, n) ((x)->arg ## n)\nint f(void *p) { return GET(p, 1); }\n");
  ASSERT_TRUE(mentions);
  EXPECT_TRUE(mentions->pastes);
  EXPECT_TRUE(mentions->HasMember("arg1"));
  EXPECT_FALSE(mentions->HasMember("brg1"));
}

TEST_F(MentionsTest, SaysWhenItCannotTell) {
  EXPECT_FALSE(Read("#include HEADER\n"));
  EXPECT_FALSE(Read("#if __has_include(\"a.h\")\n#endif\n"));
  EXPECT_TRUE(Read("#include \"vmlinux.h\"\n")->wants_vmlinux);
}

}  // namespace
}  // namespace ecc::cut

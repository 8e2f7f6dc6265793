#include "ecc/clang/explain.h"

#include <gtest/gtest.h>

#include "btfgen/btf/reader.h"
#include "tests/support/btf_writer.h"

namespace ecc {
namespace {

using Notes = std::vector<std::string>;

btf::Types Kernel() {
  test::BtfWriter writer;
  uint32_t number = writer.SignedInt();
  uint32_t inner = writer.Union("", 4, {{"tgid", number, 0}, {"tgit_old", number, 0}});
  writer.Struct("task_struct", 8, {{"pid", number, 0}, {"", inner, 32}});
  writer.Enum("state", 4, {{"TASK_RUNNING", 0}, {"TASK_DEAD", 1}}, false);
  return btf::Read("vmlinux", AsBytes(writer.Bytes()));
}

TEST(Explain, NamesTheVersionOfLibbpf) {
  EXPECT_EQ((Notes{"'BPF_UPROBE' came with libbpf 1.2; the headers are of 1.1"}),
            ExplainNames("a.c:1:1: error: use of undeclared identifier 'BPF_UPROBE'\n", "1.1",
                         nullptr));
  EXPECT_EQ((Notes{"'bpf_for' came with libbpf 1.2"}),
            ExplainNames("a.c:1:1: error: call to undeclared function 'bpf_for'; ISO C99\n", "",
                         nullptr));
}

TEST(Explain, SeesThroughColours) {
  std::string coloured =
      "\x1b[1ma.c:1:1: \x1b[0m\x1b[0;1;31merror: \x1b[0m\x1b[1muse of undeclared identifier "
      "'likely'\x1b[0m\n";
  EXPECT_TRUE(MentionsLibbpf(coloured));
  EXPECT_EQ(1u, ExplainNames(coloured, "", nullptr).size());
}

TEST(Explain, MentionsAreWholeWords) {
  EXPECT_TRUE(MentionsLibbpf("note: expanded from macro '___bpf_syswrap_args6'"));
  EXPECT_FALSE(MentionsLibbpf("error: use of undeclared identifier 'bpf_forever'"));
  EXPECT_FALSE(MentionsLibbpf("\x1b"));
  EXPECT_FALSE(MentionsLibbpf(""));
}

TEST(Explain, OffersWhatIsNearInTheKernel) {
  btf::Types kernel = Kernel();
  EXPECT_EQ((Notes{"the kernel's BTF has no definition of 'task_strukt'; near it: "
                   "'struct task_struct'"}),
            ExplainNames("a.c:1:1: error: incomplete definition of type 'struct task_strukt'\n",
                         "", &kernel));
  EXPECT_EQ((Notes{"the kernel's BTF has no 'TASK_RUNING'; near it: 'TASK_RUNNING'"}),
            ExplainNames("a.c:1:1: error: use of undeclared identifier 'TASK_RUNING'\n", "",
                         &kernel));
  EXPECT_EQ((Notes{"the kernel's 'task_struct' has no member 'tgd'; near it: 'tgid'"}),
            ExplainNames("a.c:1:1: error: no member named 'tgd' in 'struct task_struct'\n", "",
                         &kernel));
}

TEST(Explain, IsSilentOfTheProgramsOwnNames) {
  btf::Types kernel = Kernel();
  EXPECT_EQ(Notes{}, ExplainNames("a.c:1:1: error: use of undeclared identifier 'my_own'\n", "",
                                  &kernel));
  EXPECT_EQ(Notes{}, ExplainNames("a.c:1:1: error: no member named 'x' in 'struct mine'\n", "",
                                  &kernel));
  // Defined by the kernel, but the program does not include it.
  EXPECT_EQ(Notes{}, ExplainNames("a.c:1:1: error: incomplete type 'struct task_struct'\n", "",
                                  &kernel));
}

TEST(Explain, StopsAfterAFew) {
  std::string text;
  for (const char* name : {"likely", "unlikely", "bpf_for", "bpf_repeat"})
    text += std::string("a.c:1:1: error: use of undeclared identifier '") + name + "'\n";
  EXPECT_EQ(3u, ExplainNames(text, "", nullptr).size());
}

}  // namespace
}  // namespace ecc

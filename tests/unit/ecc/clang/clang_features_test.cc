#include "ecc/clang/clang_features.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/descriptors.h"
#include "support/files.h"
#include "support/text.h"

namespace ecc {
namespace {

TEST(ClangFeatures, NamesTheVersion) {
  auto notes = [](std::string_view text, int version) {
    std::optional<ClangExplanation> explanation = ExplainClangVersion(text, version);
    return explanation ? Join(explanation->notes, "; ") : "";
  };
  EXPECT_EQ("-mcpu=v4 needs clang 18, and this is 14",
            notes("error: unknown target CPU 'v4'\n", 14));
  EXPECT_EQ("", notes("error: unknown target CPU 'v4'\n", 18));
  EXPECT_EQ("", notes("error: unknown target CPU 'v9'\n", 14));
  EXPECT_EQ("", notes("error: unknown target CPU 'v4'\n", 0));
  // A name of the program's is no instruction.
  EXPECT_EQ("", notes("a.c:1:1: error: no\n may_goto(1)\n", 14));
  EXPECT_EQ("'may_goto' needs clang 19, and this is 14",
            notes("a.c:1:1: error: no\n<inline asm>:1:2: note: instantiated into assembly "
                  "here\n may_goto +1\n",
                  14));
}

TEST(ClangFeatures, TellsTheCpuFromTheCompiler) {
  constexpr std::string_view kXor =
      "error in backend: Cannot select: 0x1: ch = AtomicLoadXor<(";
  EXPECT_EQ("v3", ExplainClangVersion(kXor, 14)->cpu);
  EXPECT_EQ("", ExplainClangVersion(kXor, 11)->cpu);
  EXPECT_EQ("signed division needs -mcpu=v4",
            ExplainClangVersion("Error: Unsupport signed division for", 19)->notes.at(0));
}

// `# 1 "/dev/zero"` in a source, and an error behind it: reading would not end.
TEST(ClangFeatures, ReadsLinesOfFilesOnly) {
  TemporaryDirectory directory("ecc-test");
  std::string pipe = directory.path() + "/a.c";
  ASSERT_EQ(0, mkfifo(pipe.c_str(), 0600));
  FileDescriptor held(open(pipe.c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_EQ(9, write(held.get(), "may_goto\n", 9));
  std::string text =
      pipe + ":1:1: error: no\n<inline asm>:1:2: note: instantiated into assembly here\n";
  EXPECT_FALSE(ExplainClangVersion(text, 14));
  WriteFilesIfChanged({{directory.path() + "/b.c", "may_goto\n"}});
  text.replace(pipe.size() - 3, 1, "b");
  EXPECT_TRUE(ExplainClangVersion(text, 14));
}

TEST(ClangFeatures, TellsEachOnce) {
  std::optional<ClangExplanation> explanation = ExplainClangVersion(
      "a.c:1:1: error: unknown attribute '__btf_decl_tag__' ignored\n"
      "Cannot select: 0x1: ch = AtomicLoadAdd<(\nCannot select: 0x2: ch = AtomicSwap<(\n",
      11);
  ASSERT_TRUE(explanation);
  EXPECT_EQ((std::vector<std::string>{
                "an atomic operation with a result needs clang 12 and -mcpu=v3, and this is 11",
                "the attribute 'btf_decl_tag' needs clang 14, and this is 11"}),
            explanation->notes);
}

}  // namespace
}  // namespace ecc

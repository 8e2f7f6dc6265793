#include "ecc/kernel/kernel_header.h"

#include <filesystem>

#include "support/paths.h"
#include "tests/support/cache_home.h"
#include "tests/support/helpers.h"
#include "tests/support/program.h"

namespace ecc {
namespace {

using Flags = std::vector<std::string>;

Flags Joined(Flags flags, const Flags& more) {
  flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}
// The options that make clang open another file.
Flags Remapping(const std::string& from, const std::string& to) {
  return {"-Xclang", "-remap-file", "-Xclang", from + ";" + to};
}

// A source in a directory of its own, a kernel's BTF beside it, and a cache that is empty.
class KernelHeaderTest : public testing::Test {
 protected:
  KernelHeaderTest() {
    test::BtfWriter types;
    uint32_t number = types.SignedInt();
    types.Struct("used", 4, {{"a", number, 0}});
    // A dump of less than 100,000 bytes is taken for a header that somebody wrote.
    types.Struct("unused", 4 * kUnused,
                 std::vector<test::BtfWriter::Member>(kUnused, {"unused_member", number, 0}));
    kernel_ = Put("kernel.btf", types.Bytes());
    Source("#include \"vmlinux.h\"\nint f(struct used *u) { return u->a; }\n");
  }

  static constexpr uint32_t kUnused = 8000;

  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }
  std::string Put(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(Path(name)).parent_path());
    WriteFilesIfChanged({{Path(name), text}});
    return Path(name);
  }
  void Source(const std::string& text) { own_.job.unit.source = Put("src/a.bpf.c", text); }
  // A vmlinux.h as btfgen writes it.
  std::string Dump() { return VmlinuxCache(kernel_).text(); }

  KernelHeader Choose(const Flags& flags = {"-g"}) { return Choose(flags, kernel_); }
  KernelHeader Choose(const Flags& flags, const std::string& btf) {
    cache_ = std::make_unique<VmlinuxCache>(btf);
    SourceFiles files;  // each time anew: a test changes the files
    return ChooseKernelHeader({own_.options, own_.job.unit, own_.job.target, files}, flags,
                              *cache_);
  }
  static std::string CutFile(const KernelHeader& header) {
    return header.directory == nullptr ? "" : header.directory->path() + "/vmlinux.h";
  }
  // The cut header has what is used, and nothing else.
  static void ExpectCut(const KernelHeader& header) {
    std::string text = ReadFile(CutFile(header));
    EXPECT_NE(text.npos, text.find("struct used {\n\tint a;\n};")) << text;
    EXPECT_EQ(text.npos, text.find("unused_member")) << text;
  }

  test::CacheHome home_;
  TemporaryDirectory directory_{"ecc-test"};
  std::string kernel_;
  test::OwnJob own_;
  std::unique_ptr<VmlinuxCache> cache_;
};

TEST_F(KernelHeaderTest, AProgramThatIncludesNoneGetsNone) {
  Source("int x;\n");
  KernelHeader header = Choose();
  EXPECT_EQ(Flags{"-g"}, header.flags);
  EXPECT_EQ(Flags{"-g"}, header.plain_flags);
  EXPECT_EQ(Flags{}, header.cut_flags);
  EXPECT_EQ("", header.path + header.file + header.generated_from);
  EXPECT_EQ(nullptr, header.directory);
}

TEST_F(KernelHeaderTest, IsMadeOfTheKernelsTypes) {
  KernelHeader header = Choose();
  EXPECT_EQ(cache_->directory() + "/vmlinux.h", header.file);
  // Whose path must be the same for everybody.
  EXPECT_EQ("/ecc-vmlinux/vmlinux.h", header.path);
  EXPECT_EQ(kernel_, header.generated_from);
  EXPECT_EQ((Flags{"-g", "-idirafter", cache_->directory()}), header.plain_flags);
  Flags nowhere = {"-g", "-idirafter", "/ecc-vmlinux"};
  EXPECT_EQ(Joined(nowhere, Remapping(header.path, header.file)), header.flags);
  ExpectCut(header);
  EXPECT_EQ(Joined(nowhere, Remapping(header.path, CutFile(header))), header.cut_flags);
}

TEST_F(KernelHeaderTest, OneInTheIncludePathWins) {
  Put("include/vmlinux.h", Dump());
  Flags flags = {"-g", "-I", Path("include")};
  KernelHeader header = Choose(flags);
  EXPECT_EQ(Path("include/vmlinux.h"), header.path);
  EXPECT_EQ(header.path, header.file);
  EXPECT_EQ("", header.generated_from);
  EXPECT_EQ(flags, header.flags);
  EXPECT_EQ(flags, header.plain_flags);
  ExpectCut(header);
  EXPECT_EQ(Joined(flags, Remapping(header.path, CutFile(header))), header.cut_flags);
}

TEST_F(KernelHeaderTest, AGivenOneWinsOverAll) {
  Put("include/vmlinux.h", Dump());
  own_.options.vmlinux = Put("given/vmlinux.h", Dump());
  Flags flags = {"-I", Path("include")};
  KernelHeader header = Choose(flags);
  EXPECT_EQ(own_.options.vmlinux, header.file);
  EXPECT_EQ("", header.generated_from);
  EXPECT_EQ(Joined({"-I", Path("given")}, flags), header.flags);
  EXPECT_EQ(header.flags, header.plain_flags);
  ExpectCut(header);
  EXPECT_EQ(CutFile(header), header.path);
  EXPECT_EQ(Joined({"-I", DirectoryOf(CutFile(header))}, flags), header.cut_flags);
}

TEST_F(KernelHeaderTest, AGivenOneMayHaveAnyName) {
  own_.options.vmlinux = Put("kernel-6.1.h", Dump());
  KernelHeader header = Choose();
  EXPECT_EQ(Joined({"-I", "/ecc-vmlinux", "-g"},
                   Remapping("/ecc-vmlinux/vmlinux.h", own_.options.vmlinux)),
            header.flags);
}

TEST_F(KernelHeaderTest, AGivenOneStandsForThatBesideTheSource) {
  std::string beside = Put("src/vmlinux.h", "#error\n");
  own_.options.vmlinux = Put("given/vmlinux.h", Dump());
  KernelHeader header = Choose();
  Flags remapped = Joined({"-I", Path("given"), "-g"},
                          Remapping(std::filesystem::proximate(beside), own_.options.vmlinux));
  EXPECT_EQ(remapped, header.flags);
  // It may be that one.
  own_.options.vmlinux = beside;
  EXPECT_EQ((Flags{"-I", Path("src"), "-g"}), Choose().flags);
}

TEST_F(KernelHeaderTest, WithoutAKernelThereIsOnlyWhatIsFound) {
  KernelHeader header = Choose({"-g"}, "");
  EXPECT_EQ(Flags{"-g"}, header.flags);
  EXPECT_EQ(Flags{"-g"}, header.plain_flags);
  EXPECT_EQ(Flags{}, header.cut_flags);
  // clang will say that there is none; of another machine we know better what to do.
  const Architecture toy = {"toy", "", false, "", 0};
  own_.job.target = &toy;
  EXPECT_EQ(
      "there is no vmlinux.h for toy\n"
      "help: give a kernel's BTF or vmlinux with --btf toy=FILE, or put its vmlinux.h into the "
      "include path",
      test::ErrorFrom([&] { Choose({"-g"}, ""); }));
  Source("int x;\n");
  EXPECT_EQ(Flags{"-g"}, Choose({"-g"}, "").flags);
}

TEST_F(KernelHeaderTest, WhereItCannotBeToldWhatIsNeededNothingIsCut) {
  // The operand may be vmlinux.h.
  Source("#include NAME\n");
  KernelHeader header = Choose();
  EXPECT_EQ(kernel_, header.generated_from);
  EXPECT_EQ(Flags{}, header.cut_flags);
  const Architecture toy = {"toy", "", false, "", 0};
  own_.job.target = &toy;
  EXPECT_EQ(Flags{"-g"}, Choose({"-g"}, "").flags) << "it may include none";
}

TEST_F(KernelHeaderTest, IsCutOnlyWhereThatIsWantedAndPossible) {
  own_.options.whole_vmlinux = true;
  EXPECT_EQ(Flags{}, Choose().cut_flags);
  own_.options.whole_vmlinux = false;
  EXPECT_NE(Flags{}, Choose().cut_flags);
  // clang separates two paths by a semicolon.
  Put("a;b/vmlinux.h", Dump());
  EXPECT_EQ(Flags{}, Choose({"-I", Path("a;b")}).cut_flags);
}

TEST_F(KernelHeaderTest, AHeaderOfThatNameThatSomebodyWroteIsLikeAnyOther) {
  Put("own/vmlinux.h", "struct used { int a; };\n");
  KernelHeader header = Choose({"-I", Path("own")});
  EXPECT_EQ((Flags{"-I", Path("own")}), header.flags);
  EXPECT_EQ("", header.path + header.file + header.generated_from);
  EXPECT_EQ(Flags{}, header.cut_flags);
}

}  // namespace
}  // namespace ecc

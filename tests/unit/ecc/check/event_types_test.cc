#include <fmt/format.h>

#include <filesystem>

#include "ecc/check/check_program.h"
#include "support/files.h"
#include "tests/support/helpers.h"
#include "tests/support/program.h"

namespace ecc {
namespace {

using Lines = std::vector<std::string>;

// A source and its event header, which exports `struct event` unless a test says otherwise.
class CheckEventTypesTest : public testing::Test {
 protected:
  CheckEventTypesTest() {
    Export("event");
    own_.options.units = {
        {Put("a.bpf.c", ""), {Put("event.h", "struct event { int x; };\n")}, {}}};
  }

  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }
  std::string Put(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(Path(name)).parent_path());
    WriteFilesIfChanged({{Path(name), text}});
    return Path(name);
  }
  void Source(const std::string& text) { Put("a.bpf.c", text); }
  void Header(const std::string& text) { Put("event.h", text); }
  void Export(const std::string& name,
              layout::TypeRef::Kind kind = layout::TypeRef::Kind::kRecord) {
    layout::TypeRef type;
    type.kind = kind;
    program_.model.exports.push_back({name, 1, type});
  }

  Lines Warnings() {
    SourceFiles files;  // each time anew: a test changes the files
    Job job{own_.options, own_.options.units.at(0), &HostArchitecture(), files};
    return test::WarningsOf([&] { CheckEventTypes(job, program_); });
  }
  bool IsSilent() { return Warnings().empty(); }

  TemporaryDirectory directory_{"ecc-test"};
  test::OwnJob own_;
  CompiledProgram program_;
};

TEST_F(CheckEventTypesTest, WarnsOfATypeThatNoSourceMentions) {
  Source("#include \"event.h\"\nint x;\n");
  Header("#pragma once\n\nstruct event { int x; };\n");
  EXPECT_EQ(Lines{fmt::format(
                "ecc-unused-event-type: {}:3: 'event' is exported as an event type, but '{}' "
                "never mentions it\n"
                "help: write it to a map or submit it, or move it to a header for user space",
                Path("event.h"), Path("a.bpf.c"))},
            Warnings());
  Source("#include \"event.h\"\nstruct event e;\n");
  EXPECT_TRUE(IsSilent());
  Source("// struct event is no mention, and \"event\" is none\nint events, _event;\n");
  EXPECT_FALSE(IsSilent());
}

TEST_F(CheckEventTypesTest, LooksIntoWhatTheSourceIncludes) {
  Source("#include \"sub/one.h\"\n");
  Put("sub/one.h", "#include \"two.h\"\n");
  Put("sub/two.h", "#include \"one.h\"\nstruct event;\n");
  EXPECT_TRUE(IsSilent());
  Put("sub/two.h", "");
  EXPECT_FALSE(IsSilent());
}

TEST_F(CheckEventTypesTest, LooksForIncludesInThePath) {
  Put("user/own.h", "struct event;\n");
  Source("#include <own.h>\n");
  EXPECT_FALSE(IsSilent());
  own_.options.clang_args = {"-I", Path("user")};
  EXPECT_TRUE(IsSilent());
  // A header of the system does not know our types.
  own_.options.clang_args = {"-isystem", Path("user")};
  EXPECT_FALSE(IsSilent());
}

TEST_F(CheckEventTypesTest, PassesOverTheKernelsTypes) {
  Put("vmlinux.h", "struct event;\n");
  Source("#include \"vmlinux.h\"\n");
  EXPECT_FALSE(IsSilent());
  Put("my_vmlinux.h", "struct event;\n");
  Source("#include \"my_vmlinux.h\"\n");
  EXPECT_TRUE(IsSilent());
}

TEST_F(CheckEventTypesTest, OnlyALineThatBeginsSoIncludes) {
  Put("own.h", "struct event;\n");
  Source("x #include \"own.h\"\n");
  EXPECT_FALSE(IsSilent());
  Source("#define include\n#warning \"own.h\"\n");
  EXPECT_FALSE(IsSilent());
  Source("#include \"\"\n");
  EXPECT_FALSE(IsSilent());
  Source("  # include \"own.h\"\n");
  EXPECT_TRUE(IsSilent());
}

TEST_F(CheckEventTypesTest, DoesNotWarnOfWhatItCannotKnow) {
  Source("#include NAME\n");
  EXPECT_TRUE(IsSilent()) << "the file may be any";
  Source("#include \"unfinished\n");
  EXPECT_TRUE(IsSilent());
  Source("#define STRUCT(x) struct x##t\n");
  EXPECT_TRUE(IsSilent()) << "the name may be pasted";
  Source("");
  own_.options.clang_args = {"-nostdinc"};
  EXPECT_TRUE(IsSilent()) << "the path is not known";
  own_.options.clang_args = {"-DTYPE=event"};
  EXPECT_TRUE(IsSilent()) << "a macro of the command line says it";
  own_.options.clang_args = {"-include", Put("forced.h", "struct event;\n")};
  EXPECT_TRUE(IsSilent());
  own_.options.clang_args = {"-DTYPE=other"};
  EXPECT_FALSE(IsSilent());
}

TEST_F(CheckEventTypesTest, ATypeThatAnotherOneHoldsIsUsed) {
  Export("part");
  Source("struct event e;\n");
  Header("struct part { int x; };\nstruct event { struct part p; };\n");
  EXPECT_TRUE(IsSilent());
  Header("struct part { int x; };\nstruct event { int x; };\n");
  EXPECT_EQ(1u, Warnings().size());
}

TEST_F(CheckEventTypesTest, KnowsATypeByTheNameBehindIt) {
  Header("typedef struct event { int x; } __attribute__((packed)) event_t;\n");
  Source("event_t e;\n");
  EXPECT_TRUE(IsSilent());
  for (const char* other : {"packed", "__attribute__", "x"}) {
    Source(fmt::format("int {};\n", other));
    EXPECT_FALSE(IsSilent()) << other;
  }
  // The name belongs to the braces that it follows.
  Header("struct event { struct inner { int x; } inside; };\n");
  Source("int inside;\n");
  EXPECT_FALSE(IsSilent());
  Header("struct event { int x; };\nint behind;\n");
  Source("int behind;\n");
  EXPECT_FALSE(IsSilent());
  Header("struct event { struct inner { int x; } inside; } first, second;\n");
  Source("int second;\n");
  EXPECT_TRUE(IsSilent());
}

TEST_F(CheckEventTypesTest, OnlyRecordsThatTheHeaderNamesCount) {
  program_.model.exports.clear();
  Export("event", layout::TypeRef::Kind::kEnum);
  Export("elsewhere");
  EXPECT_TRUE(IsSilent());
}

TEST_F(CheckEventTypesTest, NeedsASourceAndAHeader) {
  own_.options.header_only = true;
  EXPECT_TRUE(IsSilent());
  own_.options.header_only = false;
  EXPECT_FALSE(IsSilent());
  own_.options.units[0].source = Put("a.bpf.o", "");
  EXPECT_TRUE(IsSilent());
  own_.options.units = {{Path("a.bpf.c"), {}, {}}};
  EXPECT_TRUE(IsSilent());
}

TEST_F(CheckEventTypesTest, OfWhatIsLinkedAnySourceMayMentionAType) {
  own_.options.units.push_back(
      {Put("b.bpf.c", ""), {Put("b.h", "struct other { int x; };\n")}, {}});
  Export("other");
  EXPECT_EQ(1u, Warnings().size()) << "each alone";
  own_.options.link = "all";
  EXPECT_EQ(2u, Warnings().size());
  Put("b.bpf.c", "struct event e;\n");
  Lines warnings = Warnings();
  ASSERT_EQ(1u, warnings.size());
  EXPECT_NE(std::string::npos,
            warnings[0].find(fmt::format("{}:1: 'other' is exported as an event type, but '{}'",
                                         Path("b.h"), Path("b.bpf.c"))));
  // The header of one does not mention the type of another.
  Put("b.bpf.c", "#include \"event.h\"\nstruct other o;\n");
  EXPECT_EQ(1u, Warnings().size());
  own_.options.units.push_back({Put("c.bpf.o", ""), {}, {}});
  EXPECT_TRUE(IsSilent()) << "nobody knows what an object mentions";
  own_.options.units[2] = {Put("c.bpf.c", "struct event e;\n"), {}, {}};
  EXPECT_TRUE(IsSilent()) << "a source without a header counts as well";
}

}  // namespace
}  // namespace ecc

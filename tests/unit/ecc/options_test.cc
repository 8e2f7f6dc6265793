#include "ecc/options.h"

#include "tests/support/helpers.h"

namespace ecc {
namespace {

EccOptions Parse(std::vector<const char*> args) {
  args.insert(args.begin(), "ecc");
  std::vector<char*> argv;
  for (const char* arg : args) argv.push_back(const_cast<char*>(arg));
  EccOptions options;
  ParseEccOptions(static_cast<int>(argv.size()), argv.data(), options);
  return options;
}

TEST(EccOptions, LetsClangsHabitsThrough) {
  EccOptions options =
      Parse({"-I", "inc", "-Iinc2", "-DX=1", "a,b.bpf.c", "-include", "x.h", "-Wall", "-O1",
             "-a", "-DY -DZ=2", "e.h", "-o", "out", "--", "-o", "-v"});
  EXPECT_EQ("a,b.bpf.c", options.source);
  EXPECT_EQ("e.h", options.event_header);
  EXPECT_EQ("out", options.output_dir);
  EXPECT_FALSE(options.verbose);
  std::vector<std::string> expected = {"-I",    "inc", "-Iinc2", "-DX=1", "-include", "x.h",
                                       "-Wall", "-O1", "-DY",    "-DZ=2", "-o",       "-v"};
  EXPECT_EQ(expected, options.clang_args);
}

TEST(EccOptions, TakesTheHeaderForTheSource) {
  EccOptions options = Parse({"--header-only", "-ynv", "e.h"});
  EXPECT_EQ("e.h", options.event_header);
  EXPECT_TRUE(options.yaml && options.no_package && options.verbose);
}

TEST(EccOptions, AHeaderBelongsToTheSourceBeforeIt) {
  EccOptions options = Parse({"a.bpf.c", "b.bpf.c", "b.h", "c.bpf.o", "--link", "all"});
  ASSERT_EQ(3U, options.units.size());
  EXPECT_EQ("", options.units[0].event_header);
  EXPECT_EQ("b.bpf.c", options.units[1].source);
  EXPECT_EQ("b.h", options.units[1].event_header);
  EXPECT_EQ("c.bpf.o", options.units[2].source);
  EXPECT_EQ("all", options.link);
  EXPECT_EQ("a.bpf.c", options.source);
  EXPECT_EQ("b.h", options.event_header);
}

TEST(EccOptions, RefusesWhatMakesNoSense) {
  auto refusal = [](std::vector<const char*> args) {
    return test::ErrorFrom([&] { Parse(args); });
  };
  EXPECT_EQ("a source is needed: ecc prog.bpf.c [event-header.h]", refusal({}));
  EXPECT_EQ("'a.bpf.c' has two event headers", refusal({"a.bpf.c", "b.h", "c.h"}));
  EXPECT_EQ("--header-only takes one header and no source",
            refusal({"--header-only", "a.h", "b.h"}));
  EXPECT_EQ("-I needs a value", refusal({"a.bpf.c", "-I"}));
}

}  // namespace
}  // namespace ecc

#include "ecc/job/options.h"

#include "tests/support/helpers.h"

namespace ecc {
namespace {

using Strings = std::vector<std::string>;

EccOptions Parse(const std::vector<std::string>& args) {
  EccOptions options;
  ParseEccOptions(args, options);
  return options;
}

TEST(EccOptions, LetsClangsHabitsThrough) {
  EccOptions options =
      Parse({"-I", "inc", "-Iinc2", "-DX=1", "a,b.bpf.c", "-include", "x.h", "-Wall", "-O1",
             "-a", "-DY -DZ=2", "e.h", "-o", "out", "--", "-o", "-v"});
  ASSERT_EQ(1U, options.units.size());
  EXPECT_EQ("a,b.bpf.c", options.units[0].source);
  EXPECT_EQ(Strings{"e.h"}, options.units[0].event_headers);
  EXPECT_EQ("out", options.output_dir);
  EXPECT_FALSE(options.verbose);
  std::vector<std::string> expected = {"-I",    "inc", "-Iinc2", "-DX=1", "-include", "x.h",
                                       "-Wall", "-O1", "-DY",    "-DZ=2", "-o",       "-v"};
  EXPECT_EQ(expected, options.clang_args);
}

TEST(EccOptions, TakesTheHeaderForTheSource) {
  EccOptions options = Parse({"--header-only", "-ynv", "e.h"});
  ASSERT_EQ(1U, options.units.size());
  EXPECT_EQ("e.h", options.units[0].source);
  EXPECT_EQ(Strings{"e.h"}, options.units[0].event_headers);
  EXPECT_TRUE(options.yaml && options.no_package && options.verbose);
}

TEST(EccOptions, AHeaderBelongsToTheSourceBeforeIt) {
  EccOptions options = Parse({"a.bpf.c", "b.bpf.c", "b.h", "b2.h", "c.bpf.o", "--link", "all"});
  ASSERT_EQ(3U, options.units.size());
  EXPECT_EQ(Strings{}, options.units[0].event_headers);
  EXPECT_EQ("b.bpf.c", options.units[1].source);
  EXPECT_EQ((Strings{"b.h", "b2.h"}), options.units[1].event_headers);
  EXPECT_EQ("c.bpf.o", options.units[2].source);
  EXPECT_EQ("all", options.link);
  EXPECT_EQ("a.bpf.c", options.linked_unit().source);
  EXPECT_EQ((Strings{"b.h", "b2.h"}), options.linked_unit().event_headers);
}

TEST(EccOptions, RefusesWhatMakesNoSense) {
  auto refusal = [](const std::vector<std::string>& args) {
    return test::ErrorFrom([&] { Parse(args); });
  };
  EXPECT_EQ("a source is needed: ecc prog.bpf.c [event-header.h]", refusal({}));
  EXPECT_EQ("--header-only takes one header and no source",
            refusal({"--header-only", "a.h", "b.h"}));
  EXPECT_EQ("-I needs a value", refusal({"a.bpf.c", "-I"}));
}

}  // namespace
}  // namespace ecc

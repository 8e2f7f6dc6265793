#include "ecc/output/depfile.h"

#include "ecc/job/prerequisites.h"
#include "support/make_syntax.h"
#include "tests/support/helpers.h"

namespace ecc {
namespace {

using Paths = std::vector<std::string>;

DepfileOptions Take(const Paths& args) {
  DepfileOptions options;
  for (size_t i = 0; i < args.size(); ++i) EXPECT_TRUE(TakeDepfileOption(args, i, options));
  return options;
}

TEST(Depfile, TakesItsOptions) {
  DepfileOptions options = Take({"-MD", "-MF", "x y.d", "-MTa", "-MT", "$(b) c", "-MQ", "d e"});
  EXPECT_TRUE(options.wanted);
  EXPECT_FALSE(options.has_phony_targets);
  EXPECT_EQ("x y.d", options.file);
  EXPECT_EQ((Paths{"a", "$(b) c", "d\\ e"}), options.targets);
  EXPECT_TRUE(Take({"-MP"}).has_phony_targets);
  EXPECT_TRUE(Take({"-MMD"}).wanted);

  size_t i = 0;
  EXPECT_FALSE(TakeDepfileOption({"-Mx"}, i, options));
  EXPECT_FALSE(TakeDepfileOption({"-mcpu=v3"}, i, options));
  EXPECT_EQ("-MF needs a value",
            test::ErrorFrom([&] { TakeDepfileOption({"-MF"}, i, options); }));
}

TEST(Depfile, RefusesOptionsThatMeanNothing) {
  const std::string refusal =
      "-MF, -MT, -MQ and -MP say how a depfile is written; ask for one with -MD";
  for (const Paths& args : {Paths{"-MP"}, Paths{"-MF", "x"}, Paths{"-MT", "x"}}) {
    EXPECT_EQ(refusal, test::ErrorFrom([&] { CheckDepfileOptions(Take(args)); }));
  }
  CheckDepfileOptions(Take({"-MD", "-MP"}));
  CheckDepfileOptions({});
}

TEST(Depfile, QuotesWhatMakeWouldTakeForSomethingElse) {
  EXPECT_EQ("plain/a.h", QuoteForMake("plain/a.h"));
  EXPECT_EQ("a\\ b\\#c$$d\\\te", QuoteForMake("a b#c$d\te"));
  EXPECT_EQ("a\\b", QuoteForMake("a\\b"));
  EXPECT_EQ("a\\\\\\ b", QuoteForMake("a\\ b"));
  EXPECT_EQ("ü", QuoteForMake("ü"));
  EXPECT_EQ(
      "a depfile cannot name 'a\\x0ab': there is a line break in it\n"
      "help: rename it, or build without -MD",
      test::ErrorFrom([] { QuoteForMake("a\nb"); }));
}

TEST(Prerequisites, ReadWhatClangWrites) {
  Prerequisites read;
  read.AddRule("object: a\\ b.c \\\n  c\\#d.h e$$f.h \\\n  g\\h.h i\\\\\\ j.h\n");
  EXPECT_EQ((Paths{"a b.c", "c#d.h", "e$f.h", "g\\h.h", "i\\ j.h"}), read.paths());
}

TEST(Prerequisites, ReadsBackWhatItQuotes) {
  const Paths paths = {"a b", "a\\ b", "a\\\\ b", "#", "\\#", "$", "$$", "a\\b", "üc"};
  std::string rule = "x:";
  for (const std::string& path : paths) rule += " \\\n  " + QuoteForMake(path);
  Prerequisites read;
  read.AddRule(rule + "\n");
  EXPECT_EQ(paths, read.paths());
}

TEST(Prerequisites, AreNamedOnceUnderTheirFirstName) {
  Prerequisites read;
  read.Add("a.h");
  read.Add("./a.h");
  read.Add("");
  read.AddLines("b.h\nx/../a.h\n\nc.h");
  EXPECT_EQ((Paths{"a.h", "b.h", "c.h"}), read.paths());
}

TEST(Prerequisites, LeavesOutWhatIsOurs) {
  Prerequisites read;
  read.AddLines("/tmp/ecc-1/skel.h\na.h\n/tmp/ecc-12/b.h\n/tmp/ecc-1/../c.h\n");
  read.Drop("/tmp/ecc-1");
  read.Drop("");
  EXPECT_EQ((Paths{"a.h", "/tmp/ecc-12/b.h", "/tmp/ecc-1/../c.h"}), read.paths());
  read.Add("/tmp/ecc-1/skel.h");
  EXPECT_EQ(4u, read.paths().size());
}

TEST(Depfile, MakesEveryOutputATarget) {
  Prerequisites read;
  read.AddLines("a b.c\nh.h\n/usr/bin/ecc\n");
  DepfileOptions options;
  EXPECT_EQ("o/a.o o/a\\ b.h: \\\n  a\\ b.c \\\n  h.h \\\n  /usr/bin/ecc\n",
            DepfileText(options, {"o/a.o", "o/a b.h"}, read));
  options.has_phony_targets = true;
  options.targets = {"$(stamp)"};
  EXPECT_EQ(
      "$(stamp): \\\n  a\\ b.c \\\n  h.h \\\n  /usr/bin/ecc\n"
      "h.h:\n/usr/bin/ecc:\n",
      DepfileText(options, {"o/a.o"}, read));
}

}  // namespace
}  // namespace ecc

#include "ecc/job/prerequisites.h"

#include <gtest/gtest.h>

namespace ecc {
namespace {

using Paths = std::vector<std::string>;

TEST(Prerequisites, KeepsEachFileOnceHoweverItIsSpelt) {
  Prerequisites read;
  read.Add("a.c");
  read.Add("");
  read.Add("./sub/../a.c");
  read.Add("/x//b.h");
  read.Add("/x/b.h");
  EXPECT_EQ((Paths{"a.c", "/x//b.h"}), read.paths());
}

TEST(Prerequisites, ReadsRulesAndLines) {
  Prerequisites read;
  read.AddRule("object: a.c \\\n  b\\ c.h d$$.h\n");
  read.AddRule("no rule");
  read.AddLines("e.h\nf.h");
  EXPECT_EQ((Paths{"a.c", "b c.h", "d$.h", "e.h", "f.h"}), read.paths());
}

TEST(Prerequisites, DropsWhatLiesBelowADirectory) {
  Prerequisites read;
  read.AddLines("/t/x/a\n/t/x\n/t/xy/b\n/t/x/sub/c");
  read.Drop("/t/x");
  EXPECT_EQ((Paths{"/t/x", "/t/xy/b"}), read.paths());
  read.Add("/t/x/a");
  EXPECT_EQ(3U, read.paths().size());
}

}  // namespace
}  // namespace ecc

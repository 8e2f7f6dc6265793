#include "support/c_source.h"

#include "tests/support/helpers.h"

namespace ecc {
namespace {

TEST(CSource, ReadsIncludes) {
  EXPECT_EQ("a/b.h", ParseInclude("#include \"a/b.h\"")->name);
  EXPECT_EQ("a.h", ParseInclude(" \t# \tinclude<a.h> // why")->name);
  for (const char* line :
       {"", "include <a.h>", "#include", "#include A_H", "#include <>", "#include \"a.h",
        "#include <a.h\"", "#define include <a.h>", "x #include <a.h>"})
    EXPECT_FALSE(ParseInclude(line)) << line;
}

TEST(CSource, FindsFormatsOfFloatingPoint) {
  for (const char* text : {"%f", "%5.2f", "%-+ #010.3Lg", "%d %e", "%*.*a", "100%% %G"})
    EXPECT_TRUE(HasFloatFormat(text)) << text;
  for (const char* text : {"", "%", "f", "%d", "%s of", "%lu", "%zu f", "%x%c"})
    EXPECT_FALSE(HasFloatFormat(text)) << text;
}

}  // namespace
}  // namespace ecc

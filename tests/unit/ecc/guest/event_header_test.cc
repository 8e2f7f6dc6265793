#include "ecc/guest/event_header.h"

#include <gtest/gtest.h>

namespace ecc {
namespace {

// Without "struct event" and the like; runs of blanks are one.
std::string Seen(std::string_view source) {
  std::string text =
      WithoutTypes(source, {"struct event", "enum kind", "union both", "event_t", "FIRST"});
  EXPECT_EQ(source.size(), text.size());
  std::string out;
  for (char c : text)
    if (c != ' ' || (!out.empty() && out.back() != ' '))
      out += c;
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

TEST(WithoutTypes, TakesDefinitionsAway) {
  EXPECT_EQ("", Seen("struct event { int a; };"));
  EXPECT_EQ("", Seen("struct event { struct { int a; } in; union { int b; }; } "
                     "__attribute__((packed, aligned(8)));"));
  EXPECT_EQ("", Seen("struct __attribute__((packed)) event { int a; };"));
  EXPECT_EQ("", Seen("union both { int a; char b; };"));
  EXPECT_EQ("", Seen("enum kind { A, B = 1 << 3 };"));
  EXPECT_EQ("", Seen("enum { FIRST, SECOND };"));
  EXPECT_EQ("", Seen("typedef struct { int a; } event_t;"));
  EXPECT_EQ("typedef struct event e, *p;", Seen("typedef struct event { int a; } e, *p;"));
}

TEST(WithoutTypes, LeavesWhatIsNotTheirs) {
  for (const char* text :
       {"struct other { int a; };", "typedef struct { int a; } other_t;", "enum { OTHER };",
        "struct event;", "typedef struct event *event_p;", "struct event make(int a);",
        "static inline struct event make(int a) { struct event e = { a }; return e; }",
        "static const struct event none = { 0 };",
        "static const char *const names[] = { \"fork\", \"exec\" };",
        "static inline int twice(int x) { return 2 * x; } int y;",
        "#define EACH(x) struct event { x }"})
    EXPECT_EQ(text, Seen(text));
}

TEST(WithoutTypes, KeepsLines) {
  EXPECT_EQ("#define A 1\n \n \n#endif\n", Seen("#define A 1\nstruct event {\n};\n#endif\n"));
  EXPECT_EQ("\n#ifdef B\n \n#endif\n \nint c;",
            Seen("struct event {\n#ifdef B\n int b;\n#endif\n};\nint c;"));
}

TEST(WithoutTypes, PassesTheBraceOfALinkage) {
  EXPECT_EQ("extern \"C\" { int f(void); }",
            Seen("extern \"C\" { struct event { int a; }; int f(void); }"));
}

TEST(WithoutTypes, EndsWithTheText) {
  for (const char* text : {"", "}", "{", "struct event {", "struct event { int a; }", "/* open",
                           "\"open", "#", "extern \"C\" {", ");"})
    EXPECT_EQ(text, WithoutTypes(text, {"struct event"}));
}

}  // namespace
}  // namespace ecc

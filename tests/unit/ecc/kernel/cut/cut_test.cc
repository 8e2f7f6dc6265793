#include "ecc/kernel/cut/cut.h"

#include "ecc/kernel/cut/lexer.h"
#include "ecc/kernel/cut/pieces.h"
#include "tests/support/helpers.h"

namespace ecc::cut {
namespace {

constexpr std::string_view kHeader = R"(#ifndef __VMLINUX_H__
#define __VMLINUX_H__

typedef unsigned int __u32;

typedef int (*callback_t)(struct late *);

typedef void release_fn(struct late *);

struct late;

enum state {
	IDLE = 0,
	BUSY = 1,
};

enum {
	NAMELESS = 5,
};

struct inner {
	__u32 a;
};

struct late {
	struct inner inner;
	struct late *next;
	callback_t call;
};

typedef struct {
	struct inner *held;
} holder_t;

struct outer {
	struct late *pointer;
	const struct late *constant;
	struct inner *list[2];
	holder_t *holder;
	enum state state;
	union {
		struct other *deep;
	};
};

struct other {
	int x;
};

struct wanted {
	struct outer *first;
	struct other *second;
};

#endif /* __VMLINUX_H__ */
)";

Mentions Mentioned(std::initializer_list<std::string_view> names,
                   std::initializer_list<std::string_view> tags,
                   std::initializer_list<std::string_view> members = {}) {
  Mentions mentions;
  mentions.names = names;
  mentions.tags = tags;
  mentions.members = members;
  mentions.vmlinux_text = kHeader;
  return mentions;
}

std::string Body(const Mentions& mentions) {
  std::string text = Cut(mentions).value();
  std::string start = "#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\n";
  std::string end = "#endif /* __VMLINUX_H__ */\n";
  EXPECT_TRUE(text.starts_with(start) && text.ends_with(end)) << text;
  return text.substr(start.size(), text.size() - start.size() - end.size());
}

TEST(Cut, KeepsNothingForAProgramThatNeedsNothing) {
  EXPECT_EQ("", Body(Mentioned({}, {})));
}

TEST(Cut, LeavesWhatIsOnlyPointedToEmpty) {
  EXPECT_EQ(
      "struct other {};\nstruct wanted {\n\tstruct outer *first;\n\tstruct other "
      "*second;\n};\n",
      Body(Mentioned({}, {"wanted"})).substr(std::string("struct outer {};\n").size()));
}

TEST(Cut, FollowsAPointerWhoseMemberIsMentioned) {
  std::string body = Body(Mentioned({}, {"wanted"}, {"second"}));
  EXPECT_NE(body.npos, body.find("struct other {\n\tint x;\n};"));
  EXPECT_NE(body.npos, body.find("struct outer {};"));
}

TEST(Cut, FollowsAMemberThatIsPasted) {
  Mentions mentions = Mentioned({}, {"wanted"}, {"sec", "ond"});
  EXPECT_NE(std::string::npos, Body(mentions).find("struct other {};"));
  mentions.pastes = true;
  EXPECT_NE(std::string::npos, Body(mentions).find("struct other {\n"));
}

TEST(Cut, TakesWhatIsHeldByValueOrInArraysOrConst) {
  std::string body = Body(Mentioned({}, {"outer"}));
  // constant -> late -> inner, callback_t; list -> inner; holder_t has a body of its own.
  for (const char* part :
       {"struct late {\n", "struct inner {\n", "typedef int (*callback_t)", "} holder_t;",
        "enum state {\n", "struct other {};", "typedef unsigned int __u32;"})
    EXPECT_NE(body.npos, body.find(part)) << part << body;
  EXPECT_EQ(body.npos, body.find("release_fn"));
  EXPECT_EQ(body.npos, body.find("NAMELESS"));
}

TEST(Cut, FindsEnumsByTheirEnumerators) {
  EXPECT_EQ("enum {\n\tNAMELESS = 5,\n};\n", Body(Mentioned({"NAMELESS"}, {})));
  EXPECT_EQ("enum state {\n\tIDLE = 0,\n\tBUSY = 1,\n};\n", Body(Mentioned({"BUSY"}, {})));
}

TEST(Cut, ANameThatMayBeATagIsOne) {
  Mentions mentions = Mentioned({"inner"}, {});
  EXPECT_EQ("", Body(mentions));
  mentions.any_name_is_tag = true;
  EXPECT_EQ("typedef unsigned int __u32;\nstruct inner {\n\t__u32 a;\n};\n", Body(mentions));
}

TEST(Cut, TextWithoutTheShapeOfADumpIsNotCut) {
  Mentions mentions = Mentioned({}, {});
  for (const char* text :
       {"struct a {", "}", "struct a { int b; }", "typedef \"", "struct a {};}"}) {
    mentions.vmlinux_text = text;
    EXPECT_FALSE(Cut(mentions).has_value()) << text;
  }
}

TEST(Split, FindsTheNamesThatTypedefsDeclare) {
  std::optional<Pieces> pieces = Split(
      "typedef int (*first)(int, char); typedef void second(struct a *); typedef int third[4];"
      "typedef struct { int x; } fourth; typedef struct b *fifth; typedef int "
      "(*sixth[2])(void);"
      "typedef struct { int x; } __attribute__((packed)) seventh;");
  ASSERT_TRUE(pieces.has_value());
  for (const char* name : {"first", "second", "third", "fourth", "fifth", "sixth"})
    EXPECT_TRUE(pieces->typedefs.contains(name)) << name;
}

TEST(Split, AFunctionEndsAtItsBrace) {
  std::optional<Pieces> pieces = Split(
      "static int f(int x) { return x; } extern int g(struct a *a) __ksym; struct b { int c; "
      "};");
  ASSERT_TRUE(pieces.has_value());
  ASSERT_EQ(3U, pieces->list.size());
  EXPECT_EQ(Piece::Kind::kAlways, pieces->list[0].kind);
  EXPECT_EQ("g", pieces->list[1].name);
  EXPECT_EQ("b", pieces->list[2].name);
}

TEST(Lexer, KnowsCommentsStringsAndJoinedLines) {
  Lexer lexer("a/* b */c // d\\\n e\n\"f\\\"g\" -> ## 0x1f\\\n'h'");
  std::string seen;
  for (Token token = lexer.Next(); token.kind != Token::Kind::kEnd; token = lexer.Next())
    seen += std::string(token.text) + (token.starts_line ? "^ " : " ");
  EXPECT_EQ("a^ c \"f\\\"g\"^ -> ## 0x1f 'h' ", seen);
}

}  // namespace
}  // namespace ecc::cut

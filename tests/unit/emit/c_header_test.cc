#include "btfgen/emit/c_header.h"

#include "btfgen/support/template.h"
#include "tests/support/helpers.h"
#include "tests/support/sample_model.h"

namespace ecc::emit {
namespace {

TEST(CHeader, PrintsTheSampleToTheLetter) {
  std::string text = CHeader(test::SampleModel(), "test.bpf.o", "out/test.wasm.h");
  std::string body = text.substr(text.find("enum kind"));
  EXPECT_EQ(R"(enum kind {
	KIND_EXEC = 0,
	KIND_EXIT = 7,
};
ECC_STATIC_ASSERT(KIND_EXEC == 0, "value of KIND_EXEC");
ECC_STATIC_ASSERT(KIND_EXIT == 7, "value of KIND_EXIT");

struct event {
	int pid; /* pid_t */
	char __pad0[4];
	enum kind kind;
	unsigned int flag : 3;
	unsigned char : 5;
	char text[3];
	union {
		int64_t number; /* long */
		uint64_t address; /* void * */
	} __attribute__((packed, aligned(8)));
	double ratio;
} __attribute__((packed, aligned(8)));
ECC_STATIC_ASSERT(sizeof(struct event) == 32, "size of struct event");
ECC_STATIC_ASSERT(__alignof__(struct event) == 8, "alignment of struct event");
ECC_STATIC_ASSERT(offsetof(struct event, pid) == 0, "offset of struct event.pid");
ECC_STATIC_ASSERT(offsetof(struct event, kind) == 8, "offset of struct event.kind");
ECC_STATIC_ASSERT(offsetof(struct event, text) == 13, "offset of struct event.text");
ECC_STATIC_ASSERT(offsetof(struct event, number) == 16, "offset of struct event.number");
ECC_STATIC_ASSERT(offsetof(struct event, address) == 16, "offset of struct event.address");
ECC_STATIC_ASSERT(offsetof(struct event, ratio) == 24, "offset of struct event.ratio");
static inline __attribute__((unused)) unsigned int event_get_flag(const struct event *record)
{
	return record->flag;
}
static inline __attribute__((unused)) bool event_set_flag(struct event *record, unsigned int value)
{
	if (value > 7U)
		return false;
	record->flag = value;
	return true;
}


#endif /* TEST_WASM_H */
)",
            body);
  EXPECT_NE(std::string::npos, text.find("#ifndef TEST_WASM_H\n#define TEST_WASM_H\n"));
}

TEST(CHeader, RefusesABigEndianModel) {
  layout::Model model = test::SampleModel();
  model.big_endian = true;
  EXPECT_EQ(
      "test.bpf.o: the object is big-endian, a wasm32 guest is little-endian\n"
      "help: compile it with -target bpfel",
      test::ErrorFrom([&] { CHeader(model, "test.bpf.o", "test.wasm.h"); }));
}

TEST(FillTemplate, RefusesKeysThatAreUnknownOrUnused) {
  EXPECT_EQ("a 1 b", FillTemplate("a @X@ b", {{"X", "1"}}));
  EXPECT_THROW(FillTemplate("a @Y@ b", {{"X", "1"}}), std::logic_error);
  EXPECT_THROW(FillTemplate("a b", {{"X", "1"}}), std::logic_error);
  EXPECT_THROW(FillTemplate("mail@example", {}), std::logic_error);
}

TEST(IncludeGuard, IsNamedAfterTheFile) {
  EXPECT_EQ("BOOTSTRAP_WASM_H", IncludeGuard("out/bootstrap.wasm.h"));
  EXPECT_EQ("_9_SKEL_H", IncludeGuard("9.skel.h"));
}

}  // namespace
}  // namespace ecc::emit

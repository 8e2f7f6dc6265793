#include "btfgen/emit/c_header.h"

#include "support/template.h"
#include "tests/support/helpers.h"
#include "tests/support/sample_model.h"

namespace ecc::emit {
namespace {

TEST(CHeader, PrintsTheSampleToTheLetter) {
  std::string text = CHeader(test::SampleModel(), "test.bpf.o", "out/test.wasm.h");
  std::string body = text.substr(text.find("#ifndef ECC_TAG"));
  EXPECT_EQ(R"(#ifndef ECC_TAG_kind
#define ECC_TAG_kind 0x69e5b60ff9245913
enum kind {
	KIND_EXEC = 0,
	KIND_EXIT = 7,
};
#elif ECC_TAG_kind != 0x69e5b60ff9245913
#error "another header defines 'kind' otherwise"
#endif
ECC_ASSERT_VALUE(KIND_EXEC, 0);
ECC_ASSERT_VALUE(KIND_EXIT, 7);

#ifndef ECC_TAG_event
#define ECC_TAG_event 0x9c1f01c517a9c2a6
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
#elif ECC_TAG_event != 0x9c1f01c517a9c2a6
#error "another header defines 'event' otherwise"
#endif
ECC_ASSERT_SIZE(struct event, 32, 8);
ECC_ASSERT_OFFSET(struct event, pid, 0);
ECC_ASSERT_OFFSET(struct event, kind, 8);
ECC_ASSERT_OFFSET(struct event, text, 13);
ECC_ASSERT_OFFSET(struct event, number, 16);
ECC_ASSERT_OFFSET(struct event, address, 16);
ECC_ASSERT_OFFSET(struct event, ratio, 24);


#endif /* TEST_WASM_H */
)",
            body);
  EXPECT_NE(std::string::npos, text.find("#ifndef TEST_WASM_H\n#define TEST_WASM_H\n"));
}

TEST(CHeader, GivesABigEndianModelAccessorsForEveryScalar) {
  layout::Model model = test::SampleModel();
  model.big_endian = true;
  std::string text = CHeader(model, "test.bpf.o", "test.wasm.h");
  for (const char* line : {
           "\tecc_be32 pid; /* pid_t */\n",
           "\tunsigned char __bits0[1]; /* flag : 3 */\n",
           "int event_get_pid(const struct event *record)\n{\n\treturn "
           "(int)ecc_be_get(&record->pid, 0, 32);\n}\n",
           "event_set_pid(struct event *record, int value)\n{\n\tecc_be_set(&record->pid, 0, "
           "32, "
           "(uint64_t)value);\n}\n",
           "\treturn (unsigned int)ecc_be_get(record, 96, 3);\n",
           "\tif (value > 7U)\n\t\treturn false;\n\tecc_be_set(record, 96, 3, "
           "(uint64_t)value);\n",
           "\treturn (int64_t)ecc_be_get(&record->number, 0, 64);\n",
           "char event_get_text(const struct event *record, size_t i0)\n",
           "\treturn ecc_be_get_double(&record->ratio, 0, 64);\n",
           "\treturn (enum kind)ecc_be_get(&record->kind, 0, 32);\n",
       }) {
    EXPECT_NE(std::string::npos, text.find(line)) << line;
  }
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

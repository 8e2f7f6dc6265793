#include "loader/events/value.h"
#include "support/json.h"

#include <gtest/gtest.h>

#include <cstring>

#include "loader/events/event_types.h"
#include "tests/support/sample_model.h"

namespace ecc::loader {
namespace {

TEST(DecodeRecord, ReadsEveryKindOfMember) {
  layout::Model model = test::SampleModel();
  std::string bytes(32, '\0');
  int pid = -5;
  uint32_t kind = 7;
  int64_t number = -2;
  double ratio = 0.5;
  std::memcpy(&bytes[0], &pid, 4);
  std::memcpy(&bytes[4], "\xff\xff\xff\xff", 4);  // padding says nothing
  std::memcpy(&bytes[8], &kind, 4);
  bytes[12] = static_cast<char>(0xf8 | 5);  // the bit-field has the three lowest bits
  std::memcpy(&bytes[13], "ab", 3);
  std::memcpy(&bytes[16], &number, 8);
  std::memcpy(&bytes[24], &ratio, 8);
  EXPECT_EQ(R"x({"pid":-5,"kind":"KIND_EXIT(7)","flag":5,"text":"ab","number":-2,)x"
            R"("address":18446744073709551614,"ratio":0.5})",
            DecodeRecord(model, model.records[1], AsBytes(bytes)).Dump());
}

TEST(FindEventType, GoesBySizeUnlessTheMapSays) {
  layout::Model model = test::SampleModel();
  EXPECT_EQ(&model.records[1], FindEventType(model, "rb", 32, false));
  EXPECT_EQ(nullptr, FindEventType(model, "rb", 33, false));
  EXPECT_EQ(&model.records[1], FindEventType(model, "pb", 36, true)) << "perf buffers pad";
  EXPECT_EQ(nullptr, FindEventType(model, "pb", 40, true));
  EXPECT_EQ(nullptr, FindEventType(model, "pb", 31, true)) << "cut";
}

}  // namespace
}  // namespace ecc::loader

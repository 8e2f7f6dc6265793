#include "btfgen/layout/model.h"

#include <gtest/gtest.h>

#include "tests/support/sample_model.h"

namespace ecc::layout {
namespace {

TEST(Model, NamesRecords) {
  Record record;
  EXPECT_EQ("struct (inline)", Describe(record));
  record.name = "bpf_timespec";
  record.btf_name = "timespec";
  EXPECT_EQ("struct bpf_timespec", Describe(record));
  EXPECT_EQ("struct timespec", DescribeInBtf(record));
  record.kind = RecordKind::kUnion;
  EXPECT_EQ("union timespec", DescribeInBtf(record));
  record.role = RecordRole::kTypedef;
  EXPECT_EQ("bpf_timespec", Describe(record));
}

TEST(Model, CountsElements) {
  Model model = test::SampleModel();
  TypeRef type = test::ScalarType(ScalarKind::kChar, 1, "char");
  EXPECT_EQ(1U, ElementCount(type));
  type.dims = {3, 70'000, 70'000};
  EXPECT_EQ(14'700'000'000U, ElementCount(type));
  EXPECT_EQ(1U, ElementSize(model, type));
  type.kind = TypeRef::Kind::kRecord;
  type.index = 1;
  EXPECT_EQ(32U, ElementSize(model, type));
}

}  // namespace
}  // namespace ecc::layout

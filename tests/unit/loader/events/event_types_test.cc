#include "loader/events/event_types.h"

#include "tests/support/helpers.h"
#include "tests/support/sample_model.h"

namespace ecc::loader {
namespace {

class EventTypes : public testing::Test {
 protected:
  // The index of the record that is found, -1 for none.
  int Find(const std::string& map, size_t size, bool is_perf = false) {
    const layout::Record* found = FindEventType(model_, map, size, is_perf);
    return found == nullptr ? -1 : static_cast<int>(found - model_.records.data());
  }
  static layout::TypeRef Type(uint32_t index) {
    layout::TypeRef type;
    type.kind = layout::TypeRef::Kind::kRecord;
    type.index = index;
    return type;
  }

  layout::Model model_ = test::SampleModel();
};

TEST_F(EventTypes, GoBySize) {
  EXPECT_EQ(1, Find("rb", 32));
  for (size_t size : {0, 31, 33, 64}) EXPECT_EQ(-1, Find("rb", size)) << size;
}

TEST_F(EventTypes, OfAPerfBufferMayBePadded) {
  EXPECT_EQ(1, Find("pb", 32, true));
  EXPECT_EQ(1, Find("pb", 39, true));
  EXPECT_EQ(-1, Find("pb", 40, true));
  EXPECT_EQ(-1, Find("pb", 31, true));
}

TEST_F(EventTypes, TakeTheFirstExportOfASize) {
  layout::Record twin = model_.records[1];
  twin.name = "twin";
  model_.records.push_back(twin);
  model_.exports.push_back({"twin", 13, Type(3)});
  EXPECT_EQ(1, Find("rb", 32));
  model_.records[1].size = 40;
  EXPECT_EQ(3, Find("rb", 32));
}

TEST_F(EventTypes, AreTheMapsOwnWhereItHasOne) {
  layout::Map map;
  map.name = "rb";
  map.value = Type(2);
  model_.maps.push_back(map);
  EXPECT_EQ(2, Find("rb", 4));
  EXPECT_EQ(-1, Find("rb", 32)) << "an export of this size is another type";
  EXPECT_EQ(1, Find("other", 32));
}

TEST_F(EventTypes, AreRecordsAndNothingElse) {
  model_.exports[0].type.dims = {1};
  EXPECT_EQ(-1, Find("rb", 32));
  model_.exports[0].type = layout::TypeRef();
  EXPECT_EQ(-1, Find("rb", 32));
}

}  // namespace
}  // namespace ecc::loader

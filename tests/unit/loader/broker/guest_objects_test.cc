#include "loader/broker/guest_objects.h"

#include <fcntl.h>
#include <linux/bpf.h>

#include <cerrno>

#include "loader/broker/broker.h"
#include "tests/support/helpers.h"

namespace ecc::loader {
namespace {

// A broker that answers what the test says, and keeps what it was asked.
class GuestObjectsTest : public ::testing::Test {
 protected:
  static Message Number(int64_t number) {
    return std::move(Message().Put(static_cast<uint64_t>(number)));
  }
  static Message Map(int number, std::string_view name) {
    Message answer = Number(number);
    answer.Put(name).Put(uint64_t{BPF_MAP_TYPE_ARRAY}).Put(uint64_t{4}).Put(uint64_t{8});
    answer.Put(uint64_t{10}).Put(FileDescriptor(open("/dev/null", O_RDONLY)));
    return answer;
  }

  std::vector<Message> answers_;  // the next is the last
  std::vector<Message> asked_;
  std::string validated_;
  GuestObjects objects_{[this](Message request) {
                          asked_.push_back(std::move(request));
                          Message answer = std::move(answers_.back());
                          answers_.pop_back();
                          return answer;
                        },
                        [this](const std::string& object) { validated_ = object; }};
};

TEST_F(GuestObjectsTest, LoadsWithTheChangesOnce) {
  EXPECT_EQ(0, objects_.SetAutoload("p", false));
  EXPECT_EQ(0, objects_.SetMaxEntries("m", 7));
  answers_.push_back(std::move(Number(3).Put(uint64_t{0})));
  EXPECT_EQ(3u, objects_.Load("object"));
  EXPECT_EQ("object", validated_);
  EXPECT_TRUE(objects_.HasObject(3));
  Message& asked = asked_.back();
  EXPECT_EQ(static_cast<uint64_t>(Request::kLoad), asked.TakeNumber());
  EXPECT_EQ("object", asked.TakeText());
  EXPECT_EQ(1u, asked.TakeNumber());
  EXPECT_EQ("p", asked.TakeText());
  EXPECT_EQ(0u, asked.TakeNumber());
  EXPECT_EQ(1u, asked.TakeNumber());
  EXPECT_EQ("m", asked.TakeText());
  EXPECT_EQ(7u, asked.TakeNumber());
  EXPECT_TRUE(asked.AtEnd());

  answers_.push_back(std::move(Number(0).Put(static_cast<uint64_t>(-EPERM))));
  EXPECT_EQ(0u, objects_.Load("other"));
  EXPECT_EQ(-EPERM, objects_.load_error());
  Message& again = asked_.back();
  again.TakeNumber();
  again.TakeText();
  EXPECT_EQ(0u, again.TakeNumber());
  EXPECT_EQ(0u, again.TakeNumber());
}

TEST_F(GuestObjectsTest, ClosesMapsWithTheirObject) {
  answers_.push_back(std::move(Number(3).Put(uint64_t{0})));
  objects_.Load("object");
  answers_.push_back(Map(0x10000, "m"));
  EXPECT_EQ(0x10000, objects_.OpenMap(3, "m"));
  std::shared_ptr<GuestMap> map = objects_.FindMap(0x10000);
  ASSERT_NE(nullptr, map);
  EXPECT_EQ("m", map->info.name);
  EXPECT_EQ(8u, map->info.value_size);
  EXPECT_EQ(10u, map->info.max_entries);
  EXPECT_EQ(map->fd.get(), map->info.fd);
  EXPECT_EQ(-EBADF, objects_.Close(4));
  answers_.push_back(Number(0));
  EXPECT_EQ(0, objects_.Close(3));
  EXPECT_TRUE(map->is_closed);
  EXPECT_EQ(nullptr, objects_.FindMap(0x10000));
  EXPECT_FALSE(objects_.HasObject(3));
}

TEST_F(GuestObjectsTest, KeepsAMapThatItHasAndTakesNoError) {
  answers_.push_back(Map(0x10000, "m"));
  objects_.OpenMap(3, "m");
  std::shared_ptr<GuestMap> map = objects_.FindMap(0x10000);
  answers_.push_back(Map(0x10000, "m"));
  EXPECT_EQ(0x10000, objects_.OpenMap(3, "m"));
  EXPECT_EQ(map, objects_.FindMap(0x10000));
  answers_.push_back(Number(-ENOENT));
  EXPECT_EQ(-ENOENT, objects_.OpenMap(3, "none"));
  EXPECT_EQ(-EBADF, objects_.CloseMap(0x10001));
}

TEST_F(GuestObjectsTest, ATestRunThatDidNotHappenSaysNoMore) {
  ecc_test_run run = {};
  run.retval = 9;
  GuestObjects::RunBytes out;
  answers_.push_back(Number(-EPERM));
  EXPECT_EQ(-EPERM, objects_.TestRun(1, "p", run, {}, out));
  EXPECT_EQ(9u, run.retval);
  Message answer = Number(0);
  for (uint64_t number : {2, 100, 5, 6}) answer.Put(number);
  answer.Put(std::string_view("data")).Put(std::string_view("context"));
  answers_.push_back(std::move(answer));
  EXPECT_EQ(0, objects_.TestRun(1, "p", run, {"in", "ctx"}, out));
  EXPECT_EQ(2u, run.retval);
  EXPECT_EQ(100u, run.duration);
  EXPECT_EQ(5u, run.data_size_out);
  EXPECT_EQ(6u, run.ctx_size_out);
  EXPECT_EQ("data", out.data);
  EXPECT_EQ("context", out.context);
  run.data_size_out = kMaxRunBytes + 1;
  EXPECT_EQ(-E2BIG, objects_.TestRun(1, "p", run, {}, out));
}

TEST_F(GuestObjectsTest, TakesOnlySoManyChanges) {
  for (uint64_t i = 0; i < kMaxChanges; ++i)
    EXPECT_EQ(0, objects_.SetAutoload("p" + std::to_string(i), true));
  EXPECT_EQ(-E2BIG, objects_.SetAutoload("one more", true));
}

}  // namespace
}  // namespace ecc::loader

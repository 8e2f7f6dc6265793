#include "loader/wasm/engine/bind.h"

#include <gtest/gtest.h>

namespace ecc::loader {
namespace {

struct Calls {
  int32_t Poll(uint64_t object, int32_t map, uint32_t room) {
    seen = {object, static_cast<uint64_t>(int64_t{map}), room};
    return -9;
  }
  uint64_t Load(uint32_t address) { return uint64_t{address} << 32; }
  void Exit(uint32_t code) { seen = {code}; }
  std::vector<uint64_t> seen;
};

TEST(HostFunctions, HaveTheTypesOfTheirMethods) {
  Calls calls;
  HostFunctions functions("m");
  functions.Bind("poll", calls, &Calls::Poll);
  functions.Bind("load", calls, &Calls::Load);
  functions.Bind("exit", calls, &Calls::Exit);
  std::vector<HostFunction> bound = functions.Take();
  ASSERT_EQ(3U, bound.size());
  EXPECT_EQ("m", bound[0].module);
  EXPECT_EQ("poll", bound[0].name);
  EXPECT_EQ("Iii", bound[0].params);
  EXPECT_EQ("i", bound[0].result);
  EXPECT_EQ("i", bound[1].params);
  EXPECT_EQ("I", bound[1].result);
  EXPECT_EQ("", bound[2].result);
}

TEST(HostFunctions, PassWordsOnAndResultsBack) {
  Calls calls;
  HostFunctions functions("m");
  functions.Bind("poll", calls, &Calls::Poll);
  functions.Bind("load", calls, &Calls::Load);
  std::vector<HostFunction> bound = functions.Take();
  const uint64_t words[] = {uint64_t{7} << 40, 0xffffffff, 0xfffffff0};
  // A negative result is 32 bits, zero-extended.
  EXPECT_EQ(0xfffffff7U, bound[0].call(words));
  EXPECT_EQ((std::vector<uint64_t>{uint64_t{7} << 40, ~uint64_t{0}, 0xfffffff0}), calls.seen);
  const uint64_t address[] = {3};
  EXPECT_EQ(uint64_t{3} << 32, bound[1].call(address));
}

}  // namespace
}  // namespace ecc::loader

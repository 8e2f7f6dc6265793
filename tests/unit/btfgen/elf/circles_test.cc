#include "btfgen/elf/circles.h"

#include <gtest/gtest.h>

namespace ecc::elf {
namespace {

constexpr uint8_t kMove = 0xb7;
constexpr uint8_t kIf = 0x15;
constexpr uint8_t kGoto = 0x05;
constexpr uint8_t kExit = 0x95;

Instruction One(uint8_t opcode, int16_t distance = 0, int32_t constant = 0) {
  Instruction one;
  one.opcode = opcode;
  one.distance = distance;
  one.constant = constant;
  return one;
}
using Circles = std::vector<uint32_t>;

TEST(FindCircles, FindsWhatComesBack) {
  EXPECT_EQ(Circles(), FindCircles({}));
  std::vector<Instruction> straight = {One(kMove), One(kIf, 1), One(kMove), One(kExit)};
  EXPECT_EQ((Circles{0, 0, 0, 0}), FindCircles(straight));
  std::vector<Instruction> back = {One(kMove), One(kMove), One(kIf, -2), One(kExit)};
  EXPECT_EQ((Circles{0, 1, 1, 0}), FindCircles(back));
  std::vector<Instruction> itself = {One(kMove), One(kIf, -1), One(kExit)};
  EXPECT_EQ((Circles{0, 1, 0}), FindCircles(itself));
}

TEST(FindCircles, KeepsApartWhatSharesNothing) {
  std::vector<Instruction> row = {One(kIf, -1), One(kMove), One(kIf, -2), One(kExit)};
  Circles circles = FindCircles(row);
  EXPECT_NE(0u, circles[0]);
  EXPECT_NE(0u, circles[1]);
  EXPECT_NE(circles[0], circles[1]);
  EXPECT_EQ(circles[1], circles[2]);
  // One within the other.
  std::vector<Instruction> nested = {One(kMove), One(kIf, -1), One(kIf, -3), One(kExit)};
  EXPECT_EQ((Circles{1, 1, 1, 0}), FindCircles(nested));
}

TEST(FindCircles, KnowsEveryJump) {
  EXPECT_EQ((Circles{1, 1, 0}),
            FindCircles(std::vector{One(kMove), One(kGoto, -2), One(kExit)}));
  EXPECT_EQ((Circles{1, 1, 0}),
            FindCircles(std::vector{One(kMove), One(0x06, 0, -2), One(kExit)}));
  EXPECT_EQ((Circles{1, 1, 0}),
            FindCircles(std::vector{One(kMove), One(0x16, -2), One(kExit)}));
  EXPECT_EQ((Circles{1, 1, 0}),
            FindCircles(std::vector{One(kMove), One(Instruction::kMayGoto, -2), One(kExit)}));
  // No jumps: a call, an exit, and the second half of a wide load, whatever it holds.
  EXPECT_EQ((Circles{0, 0, 0}),
            FindCircles(std::vector{One(kMove), One(Instruction::kCall, -2), One(kExit, -2)}));
  EXPECT_EQ((Circles{0, 0, 0}),
            FindCircles(std::vector{One(Instruction::kLoadWide), One(kGoto, -2), One(kExit)}));
}

TEST(FindCircles, GoesNowhereOutsideOfTheFunction) {
  EXPECT_EQ((Circles{0, 0}), FindCircles(std::vector{One(kIf, -2), One(kGoto, 0)}));
  EXPECT_EQ((Circles{0}), FindCircles(std::vector{One(0x06, 0, INT32_MIN)}));
}

TEST(FindCircles, PassesNothingThatIsRemoved) {
  std::vector<Instruction> nested = {One(kMove), One(kIf, -1), One(kIf, -3), One(kExit)};
  EXPECT_EQ((Circles{0, 1, 0, 0}), FindCircles(nested, {true, false, false, false}));
  EXPECT_EQ((Circles{0, 0, 0, 0}), FindCircles(nested, {false, true, false, false}));
}

TEST(FindCircles, AMillionInstructionsDoNotExhaustTheStack) {
  std::vector<Instruction> all(1000000, One(kMove));
  all.push_back(One(0x06, 0, -1000001));
  EXPECT_EQ(Circles(all.size(), 1), FindCircles(all));
}

}  // namespace
}  // namespace ecc::elf

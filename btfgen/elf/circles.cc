// Instructions that can reach each other are the strongly connected components of the graph of
// jumps, found in one walk (Tarjan): an instruction from which the walk reaches no earlier one
// closes a component.  On a stack of its own: a stranger's function may be as long as its file.
#include "btfgen/elf/circles.h"

#include <algorithm>
#include <array>

namespace ecc::elf {
namespace {

constexpr size_t kNowhere = SIZE_MAX;

// Where an instruction may go on; kNowhere for less than two places.
std::array<size_t, 2> NextOf(std::span<const Instruction> function, size_t at) {
  const Instruction& one = function[at];
  auto inside = [&](int64_t distance) {
    int64_t to = static_cast<int64_t>(at) + 1 + distance;
    return to >= 0 && to < static_cast<int64_t>(function.size()) ? static_cast<size_t>(to)
                                                                 : kNowhere;
  };
  constexpr uint8_t kExit = 0x95;
  constexpr uint8_t kGoto = 0x05;
  constexpr uint8_t kGotoFar = 0x06;  // its distance is the constant
  uint8_t instruction_class = one.opcode & 0x07;
  bool is_jump = instruction_class == 0x05 || instruction_class == 0x06;
  if (one.opcode == kExit)
    return {kNowhere, kNowhere};
  if (one.opcode == kGoto)
    return {inside(one.distance), kNowhere};
  if (one.opcode == kGotoFar)
    return {inside(one.constant), kNowhere};
  if (one.opcode == Instruction::kLoadWide)
    return {inside(1), kNowhere};
  if (!is_jump || one.opcode == Instruction::kCall)
    return {inside(0), kNowhere};
  return {inside(0), inside(one.distance)};
}

class Walk {
 public:
  Walk(std::span<const Instruction> function, const std::vector<bool>& is_removed)
      : function_(function),
        is_removed_(is_removed),
        order_(function.size()),
        lowest_(function.size()),
        circles_(function.size()) {}

  std::vector<uint32_t> All() {
    for (size_t at = 0; at < function_.size(); ++at) {
      if (order_[at] == 0 && !IsRemoved(at))
        From(at);
    }
    return std::move(circles_);
  }

 private:
  static constexpr uint32_t kClosed = UINT32_MAX;  // what lies in a component that is known

  struct Step {
    size_t at;
    unsigned followed = 0;  // of its two ways
  };

  bool IsRemoved(size_t at) const { return !is_removed_.empty() && is_removed_[at]; }

  void From(size_t start) {
    steps_ = {{start}};
    Enter(start);
    while (!steps_.empty()) {
      Step& step = steps_.back();
      size_t at = step.at;
      if (step.followed < 2) {
        size_t next = NextOf(function_, at)[step.followed++];
        if (next == kNowhere || IsRemoved(next))
          continue;
        if (order_[next] == 0) {
          Enter(next);
          steps_.push_back({next});
        } else if (lowest_[next] != kClosed) {
          lowest_[at] = std::min(lowest_[at], order_[next]);
        }
        continue;
      }
      steps_.pop_back();
      if (lowest_[at] == order_[at])
        Close(at);
      else
        lowest_[steps_.back().at] = std::min(lowest_[steps_.back().at], lowest_[at]);
    }
  }

  void Enter(size_t at) {
    order_[at] = lowest_[at] = ++entered_;
    open_.push_back(at);
  }

  void Close(size_t first) {
    bool is_circle = open_.back() != first || ReturnsToItself(first);
    circle_count_ += is_circle;
    size_t last;
    do {
      last = open_.back();
      open_.pop_back();
      lowest_[last] = kClosed;
      circles_[last] = is_circle ? circle_count_ : 0;
    } while (last != first);
  }

  bool ReturnsToItself(size_t at) const {
    std::array<size_t, 2> next = NextOf(function_, at);
    return next[0] == at || next[1] == at;
  }

  std::span<const Instruction> function_;
  const std::vector<bool>& is_removed_;
  std::vector<uint32_t> order_;   // in which the walk came to each, from 1; 0: not yet
  std::vector<uint32_t> lowest_;  // the earliest that each reaches
  std::vector<uint32_t> circles_;
  std::vector<Step> steps_;
  std::vector<size_t> open_;  // not yet in a component
  uint32_t entered_ = 0;
  uint32_t circle_count_ = 0;
};

}  // namespace

std::vector<uint32_t> FindCircles(std::span<const Instruction> function,
                                  const std::vector<bool>& is_removed) {
  return Walk(function, is_removed).All();
}

}  // namespace ecc::elf

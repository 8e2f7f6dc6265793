// The verifier promises that a program ends, not when.  What it walks through itself is bounded
// by a million instructions.  But bpf_loop, numeric iterators and may_goto run eight million
// rounds of which it looks at few; and a global function is looked at by itself, so that its
// million counts anew for each round of whoever calls it.  These numbers multiply where one
// lies in another: two loops of the kernel's run for days, and nothing ends them, not even
// SIGKILL.
//
// So each function gets a weight, roughly the logarithm of the most instructions that one call
// of it runs: 4 for each loop of the kernel's, 3 for a bounded one, added up where they nest.
#include "loader/permission/loops.h"

#include <algorithm>
#include <map>
#include <utility>

#include "btfgen/elf/circles.h"
#include "loader/permission/reach.h"

namespace ecc::loader {
namespace {

constexpr unsigned kKernelLoop = 4;
constexpr unsigned kBoundedLoop = 3;
// Both in each other, or two bounded ones, take minutes at worst.
constexpr unsigned kMost = kKernelLoop + kBoundedLoop;

// What one call of a function adds up to.
struct Weight {
  unsigned loops = 0;       // all but the bounded ones that are looked at together with it
  bool is_bounded = false;  // there are such

  unsigned sum() const { return loops + is_bounded * kBoundedLoop; }
};

bool IsOwn(const elf::Call& call) {
  return call.kind == elf::Call::Kind::kFunction || call.kind == elf::Call::Kind::kCallback;
}
bool Calls(const elf::Call& call, std::string_view kernel_function) {
  return call.kind == elf::Call::Kind::kKernel &&
         call.kernel_function.starts_with(kernel_function);
}

// The loops of a function's own instructions.  A round of an iterator passes its call of
// bpf_iter_num_next, one of may_goto that instruction: how many of them lie on one circle is
// how deep they nest at most.  A circle that remains without them, or that makes an iterator,
// is one that the verifier has bounded.
class OwnLoops {
 public:
  explicit OwnLoops(const elf::Function& function) : function_(function) {
    const std::vector<elf::Instruction>& all = function.instructions;
    circles_ = elf::FindCircles(all);
    std::vector<bool> drives(all.size());
    for (const elf::Call& call : function.calls) {
      if (Calls(call, "bpf_iter_num_next") && Index(call) < drives.size())
        drives[Index(call)] = true;
      is_bounded_ |= Calls(call, "bpf_iter_num_new") && CircleOf(call) != 0;
    }
    for (size_t i = 0; i < all.size(); ++i) {
      drives[i] = drives[i] || all[i].opcode == elf::Instruction::kMayGoto;
      if (drives[i] && circles_[i] != 0)
        deepest_ = std::max(deepest_, ++depths_[circles_[i]]);
    }
    std::vector<uint32_t> rest = elf::FindCircles(all, drives);
    is_bounded_ |=
        std::any_of(rest.begin(), rest.end(), [](uint32_t circle) { return circle != 0; });
  }

  bool is_bounded() const { return is_bounded_; }
  unsigned deepest() const { return deepest_; }
  // Of the kernel's loops around a call.
  unsigned DepthAt(const elf::Call& call) const {
    auto depth = depths_.find(CircleOf(call));
    return depth == depths_.end() ? 0 : depth->second;
  }

 private:
  size_t Index(const elf::Call& call) const {
    return (call.offset - function_.offset) / elf::Instruction::kBytes;
  }
  uint32_t CircleOf(const elf::Call& call) const {
    return Index(call) < circles_.size() ? circles_[Index(call)] : 0;
  }

  const elf::Function& function_;
  std::vector<uint32_t> circles_;
  std::map<uint32_t, unsigned> depths_;  // of circles that have some
  unsigned deepest_ = 0;
  bool is_bounded_ = false;
};

// Works on a stack of its own: a stranger's calls may be as deep as the object is long.
class Weights {
 public:
  explicit Weights(const elf::Code& code)
      : code_(code), weights_(code.functions.size()), states_(code.functions.size()) {}

  unsigned Of(size_t root) {
    std::vector<size_t> stack = {root};
    while (!stack.empty()) {
      size_t function = stack.back();
      if (states_[function] == State::kDone) {
        stack.pop_back();
        continue;
      }
      bool is_new = std::exchange(states_[function], State::kOpen) == State::kNew;
      for (const elf::Call& call : code_.functions[function].calls) {
        // A circle of calls is the verifier's to refuse.
        if (is_new && IsOwn(call) && states_[call.function] == State::kNew)
          stack.push_back(call.function);
      }
      if (!is_new) {
        weights_[function] = Compute(code_.functions[function]);
        states_[function] = State::kDone;
        stack.pop_back();
      }
    }
    return weights_[root].sum();
  }

 private:
  enum class State : uint8_t { kNew, kOpen, kDone };

  Weight Compute(const elf::Function& function) const {
    OwnLoops own(function);
    bool loops = false;        // by a callback
    bool calls_later = false;  // a callback that is no loop's
    for (const elf::Call& call : function.calls) {
      loops |= call.kind == elf::Call::Kind::kHelper && IsLoop(call.helper);
      calls_later |= call.kind == elf::Call::Kind::kHelper
                         ? CallsLater(call.helper)
                         : call.kind == elf::Call::Kind::kKernel;
    }
    // Who takes the address of a function and does nothing with it hands it on.
    bool is_looped = loops || !calls_later;
    Weight weight = {own.deepest() * kKernelLoop, own.is_bounded()};
    for (const elf::Call& call : function.calls) {
      if (!IsOwn(call))
        continue;
      const Weight& callee = weights_[call.function];
      bool is_callback = call.kind == elf::Call::Kind::kCallback;
      // Where a callback is taken is not where it is called.
      unsigned around = is_callback ? own.deepest() + is_looped : own.DepthAt(call);
      bool is_apart = is_callback || code_.functions[call.function].is_global;
      weight.loops = std::max(weight.loops,
                              around * kKernelLoop + (is_apart ? callee.sum() : callee.loops));
      weight.is_bounded |= !is_apart && callee.is_bounded;
    }
    return weight;
  }

  const elf::Code& code_;
  std::vector<Weight> weights_;
  std::vector<State> states_;
};

}  // namespace

std::vector<size_t> FindNestedLoops(const elf::Code& code) {
  Weights weights(code);
  std::vector<size_t> nested;
  for (size_t i = 0; i < code.functions.size(); ++i) {
    if (weights.Of(i) > kMost)
      nested.push_back(i);
  }
  return nested;
}

bool RunsLong(const elf::Code& code, const std::string& function) {
  Weights weights(code);
  for (size_t i = 0; i < code.functions.size(); ++i) {
    if (code.functions[i].name == function)
      return weights.Of(i) > kBoundedLoop;
  }
  return false;
}

}  // namespace ecc::loader

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

#include <linux/bpf.h>

#include <algorithm>
#include <map>
#include <utility>

#include "btfgen/elf/circles.h"

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

using Kind = elf::Call::Kind;

bool IsOwn(const elf::Call& call) {
  return call.kind == Kind::kFunction || call.kind == Kind::kCallback;
}
bool Calls(const elf::Call& call, std::string_view kernel_function) {
  return call.kind == Kind::kKernel && call.kernel_function.starts_with(kernel_function);
}
// Calls a function of the program again and again.
bool IsLoop(const elf::Call& call) {
  return call.kind == Kind::kHelper &&
         (call.helper == BPF_FUNC_loop || call.helper == BPF_FUNC_for_each_map_elem ||
          call.helper == BPF_FUNC_user_ringbuf_drain);
}
// Calls one once, now or later.
bool CallsLater(const elf::Call& call) {
  return (call.kind == Kind::kHelper &&
          (call.helper == BPF_FUNC_timer_set_callback || call.helper == BPF_FUNC_find_vma)) ||
         Calls(call, "bpf_wq_set_callback") || Calls(call, "bpf_rbtree_add") ||
         Calls(call, "bpf_task_work_schedule");
}

// What a call adds whose round an iterator makes: of numbers, as many as the kernel allows; of
// bits, of tasks, of sockets, as many as there are.
unsigned WeightOfNext(const elf::Call& call) {
  if (Calls(call, "bpf_iter_num_next"))
    return kKernelLoop;
  bool is_next = Calls(call, "bpf_iter_") && call.kernel_function.ends_with("_next");
  return is_next ? kBoundedLoop : 0;
}

// The loops of a function's own instructions.  A round of an iterator passes its call of
// bpf_iter_*_next, one of may_goto that instruction: those on one circle nest at most as deep
// as they are many.  A circle that remains without them, or that makes an iterator, is one that
// the verifier has bounded.
class OwnLoops {
 public:
  explicit OwnLoops(const elf::Function& function) : function_(function) {
    const std::vector<elf::Instruction>& all = function.instructions;
    circles_ = elf::FindCircles(all);
    std::vector<bool> drives(all.size());
    auto add = [&](size_t instruction, unsigned weight) {
      drives[instruction] = true;
      if (circles_[instruction] != 0)
        heaviest_ = std::max(heaviest_, weights_[circles_[instruction]] += weight);
    };
    for (const elf::Call& call : function.calls) {
      if (unsigned weight = WeightOfNext(call); weight != 0 && Index(call) < drives.size())
        add(Index(call), weight);
      is_bounded_ |= Calls(call, "bpf_iter_") && call.kernel_function.ends_with("_new") &&
                     CircleOf(call) != 0;
    }
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i].opcode == elf::Instruction::kMayGoto)
        add(i, kKernelLoop);
    }
    std::vector<uint32_t> rest = elf::FindCircles(all, drives);
    is_bounded_ |=
        std::any_of(rest.begin(), rest.end(), [](uint32_t circle) { return circle != 0; });
  }

  bool is_bounded() const { return is_bounded_; }
  unsigned heaviest() const { return heaviest_; }
  // Of the kernel's loops around a call.
  unsigned Around(const elf::Call& call) const {
    auto weight = weights_.find(CircleOf(call));
    return weight == weights_.end() ? 0 : weight->second;
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
  std::map<uint32_t, unsigned> weights_;  // of circles that have some
  unsigned heaviest_ = 0;
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
    auto has = [&](auto is) {
      return std::any_of(function.calls.begin(), function.calls.end(), is);
    };
    bool takes_callback =
        has([](const elf::Call& call) { return call.kind == Kind::kCallback; });
    // Looped over, or handed on to who may do that: only what is called once, and nowhere else,
    // is not.
    bool is_looped = has([](const elf::Call& call) {
                       return call.kind == Kind::kFunction || IsLoop(call);
                     }) ||
                     !has(CallsLater);
    Weight weight = {own.heaviest(), own.is_bounded()};
    auto add = [&](unsigned loops) { weight.loops = std::max(weight.loops, loops); };
    for (const elf::Call& call : function.calls) {
      // Whose function is looped over is not seen here: it may loop itself.
      if (IsLoop(call))
        add(own.Around(call) + kKernelLoop + (takes_callback ? 0 : kKernelLoop));
      if (!IsOwn(call))
        continue;
      const Weight& callee = weights_[call.function];
      if (call.kind == Kind::kCallback) {
        // Where a callback is taken is not where it is called.
        add(own.heaviest() + is_looped * kKernelLoop + callee.sum());
      } else {
        bool is_apart = code_.functions[call.function].is_global;
        add(own.Around(call) + (is_apart ? callee.sum() : callee.loops));
        weight.is_bounded |= !is_apart && callee.is_bounded;
      }
    }
    return weight;
  }

  const elf::Code& code_;
  std::vector<Weight> weights_;
  std::vector<State> states_;
};

}  // namespace

Loops FindLoops(const elf::Code& code) {
  Weights weights(code);
  Loops loops;
  for (size_t i = 0; i < code.functions.size(); ++i) {
    unsigned weight = weights.Of(i);
    if (weight > kMost)
      loops.nested.push_back(i);
    if (weight > kBoundedLoop)
      loops.lasting.push_back(i);
  }
  return loops;
}

}  // namespace ecc::loader

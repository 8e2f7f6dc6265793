// Where a program goes is told by its section or by whoever attaches it, what it can do there
// by the functions that it calls.  Both are read before anything is loaded.
#include "loader/permission/needs.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "loader/kernel/target.h"
#include "loader/permission/reach.h"
#include "support/identifier.h"

namespace ecc::loader {
namespace {

// How deep loops of the kernel's nest below a function: bpf_loop alone runs eight million
// times, and nothing ends two of them in each other, not even SIGKILL.  Works on a stack of its
// own: a stranger's calls may be as deep as the object is long.
class LoopDepths {
 public:
  explicit LoopDepths(const elf::Code& code)
      : code_(code), depths_(code.functions.size()), states_(code.functions.size()) {}

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
        // A circle is the verifier's to refuse.
        if (is_new && IsOwn(call) && states_[call.function] == State::kNew)
          stack.push_back(call.function);
      }
      if (!is_new) {
        depths_[function] = Compute(code_.functions[function]);
        states_[function] = State::kDone;
        stack.pop_back();
      }
    }
    return depths_[root];
  }

 private:
  enum class State : uint8_t { kNew, kOpen, kDone };

  static bool IsOwn(const elf::Call& call) {
    return call.kind == elf::Call::Kind::kFunction || call.kind == elf::Call::Kind::kCallback;
  }

  unsigned Compute(const elf::Function& function) const {
    bool loops = false;                         // by a callback
    bool calls_later = false;                   // a callback that is no loop's
    unsigned iterates = function.has_may_goto;  // in place
    for (const elf::Call& call : function.calls) {
      loops |= call.kind == elf::Call::Kind::kHelper && IsLoop(call.helper);
      calls_later |= call.kind == elf::Call::Kind::kHelper
                         ? CallsLater(call.helper)
                         : call.kind == elf::Call::Kind::kKernel;
      // Which of two lies within the other the jumps decide, which are not read: two are
      // taken for nested.
      iterates += call.kind == elf::Call::Kind::kKernel &&
                  call.kernel_function.starts_with("bpf_iter_num_new");
    }
    // Who takes the address of a function and does nothing with it hands it on.
    bool is_looped = loops || !calls_later;
    unsigned depth = 0;
    for (const elf::Call& call : function.calls) {
      if (IsOwn(call))
        depth = std::max(depth, depths_[call.function] +
                                    (is_looped && call.kind == elf::Call::Kind::kCallback));
    }
    return depth + iterates;
  }

  const elf::Code& code_;
  std::vector<unsigned> depths_;
  std::vector<State> states_;
};

std::string WhoIs(const bpf_program* program) {
  return fmt::format("program '{}' (SEC(\"{}\"))", Printable(bpf_program__name(program)),
                     Printable(bpf_program__section_name(program)));
}

}  // namespace

std::vector<Need> NeedsOfCode(const elf::Code& code) {
  std::vector<Need> needs;
  LoopDepths loops(code);
  for (size_t i = 0; i < code.functions.size(); ++i) {
    const elf::Function& function = code.functions[i];
    if (loops.Of(i) > 1)
      needs.push_back(
          {Right::kAct, kNestedLoops, fmt::format("'{}'", Printable(function.name))});
    for (const elf::Call& call : function.calls) {
      bool is_helper = call.kind == elf::Call::Kind::kHelper;
      if (!is_helper && call.kind != elf::Call::Kind::kKernel)
        continue;
      Reach reach =
          is_helper ? ReachOfHelper(call.helper) : ReachOfKernelFunction(call.kernel_function);
      if (reach == Reach::kObserve)
        continue;
      Need need{reach == Reach::kAct ? Right::kAct : Right::kInspect,
                is_helper ? HelperName(call.helper) : call.kernel_function,
                fmt::format("'{}'", Printable(function.name))};
      if (std::find(needs.begin(), needs.end(), need) == needs.end())
        needs.push_back(std::move(need));
    }
  }
  return needs;
}

unsigned LoopDepth(const elf::Code& code, const std::string& function) {
  LoopDepths loops(code);
  for (size_t i = 0; i < code.functions.size(); ++i) {
    if (code.functions[i].name == function)
      return loops.Of(i);
  }
  return 0;
}

std::optional<Need> NeedToAttach(bpf_program* program, const std::string& target) {
  std::string section(SectionOf(program));
  std::string word = section.substr(0, section.find_first_of("/."));
  auto need = [&](const std::string& what) {
    return Need{Right::kAttach, what.empty() ? word : what, WhoIs(program)};
  };
  bpf_prog_type type = bpf_program__type(program);
  if (type == BPF_PROG_TYPE_SCHED_CLS)
    return need(SplitAtLast(target, ':').first);
  if (type == BPF_PROG_TYPE_XDP || type == BPF_PROG_TYPE_SOCKET_FILTER ||
      IsCgroupProgram(program))
    return need(target);
  if (std::optional<UserTarget> user = ParseUserTarget(program, target))
    return need(user->binary);
  switch (type) {
    case BPF_PROG_TYPE_KPROBE:
    case BPF_PROG_TYPE_TRACEPOINT:
    case BPF_PROG_TYPE_RAW_TRACEPOINT:
    case BPF_PROG_TYPE_PERF_EVENT:
    case BPF_PROG_TYPE_SYSCALL:
      return std::nullopt;
    case BPF_PROG_TYPE_TRACING:
      return word == "fmod_ret" ? std::optional(need("")) : std::nullopt;
    default:
      return need("");
  }
}

std::optional<Need> NeedOfMap(const bpf_map* map) {
  std::string who = fmt::format("map '{}'", Printable(bpf_map__name(map)));
  if (const char* path = bpf_map__pin_path(map))
    return Need{Right::kPin, path, who};
  if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
    return Need{Right::kAttach, "struct_ops", who};
  return std::nullopt;
}

}  // namespace ecc::loader

// Where a program goes is told by its section or by whoever attaches it, what it can do there
// by the functions that it calls.  Both are read before anything is loaded.
#include "loader/permission/needs.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <set>
#include <utility>

#include "loader/kernel/target.h"
#include "loader/permission/reach.h"
#include "support/identifier.h"

namespace ecc::loader {
namespace {

std::string WhoIs(const bpf_program* program) {
  return fmt::format("program '{}' (SEC(\"{}\"))", Printable(bpf_program__name(program)),
                     Printable(bpf_program__section_name(program)));
}

}  // namespace

std::vector<Need> NeedsOfCode(const elf::Code& code, const Loops& loops) {
  std::vector<Need> needs;
  for (size_t function : loops.nested)
    needs.push_back({Right::kAct, kNestedLoops,
                     fmt::format("'{}'", Printable(code.functions[function].name))});
  for (const elf::Function& function : code.functions) {
    std::set<std::string> known;  // functions of the kernel's
    for (const elf::Call& call : function.calls) {
      bool is_helper = call.kind == elf::Call::Kind::kHelper;
      if (!is_helper && call.kind != elf::Call::Kind::kKernel)
        continue;
      Reach reach =
          is_helper ? ReachOfHelper(call.helper) : ReachOfKernelFunction(call.kernel_function);
      if (reach == Reach::kObserve)
        continue;
      std::string name = is_helper ? HelperName(call.helper) : call.kernel_function;
      if (known.insert(name).second)
        needs.push_back({reach == Reach::kAct ? Right::kAct : Right::kInspect, name,
                         fmt::format("'{}'", Printable(function.name))});
    }
  }
  return needs;
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

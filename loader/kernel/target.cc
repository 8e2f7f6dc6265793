// One parser of targets: what is checked against permissions is what is attached.
#include "loader/kernel/target.h"

#include <bpf/libbpf.h>

namespace ecc::loader {

std::string_view SectionOf(const bpf_program* program) {
  std::string_view section = bpf_program__section_name(program);
  if (section.starts_with('?'))
    section.remove_prefix(1);
  return section;
}

bool IsCgroupProgram(const bpf_program* program) {
  switch (bpf_program__type(program)) {
    case BPF_PROG_TYPE_SOCK_OPS:
    case BPF_PROG_TYPE_CGROUP_SKB:
    case BPF_PROG_TYPE_CGROUP_SOCK:
    case BPF_PROG_TYPE_CGROUP_DEVICE:
    case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
    case BPF_PROG_TYPE_CGROUP_SYSCTL:
    case BPF_PROG_TYPE_CGROUP_SOCKOPT:
      return true;
    default:
      return false;
  }
}

ProbeTarget ParseProbe(const bpf_program* program, const std::string& target) {
  struct Kind {
    std::string_view name;
    bool is_user;
    bool is_return;
  };
  constexpr Kind kKinds[] = {{"uprobe", true, false},
                             {"uretprobe", true, true},
                             {"kprobe", false, false},
                             {"kretprobe", false, true}};
  ProbeTarget probe;
  probe.place = target;
  for (const Kind& kind : kKinds) {
    if (SectionOf(program).starts_with(kind.name)) {
      probe.is_user = kind.is_user;
      probe.is_return = kind.is_return;
    }
  }
  for (const Kind& kind : kKinds) {
    if (target.starts_with(kind.name) && target.substr(kind.name.size()).starts_with(":"))
      return {kind.is_user, kind.is_return, target.substr(kind.name.size() + 1)};
  }
  return probe;
}

std::pair<std::string, std::string> SplitAtLast(const std::string& text, char separator) {
  size_t at = text.rfind(separator);
  if (at == text.npos)
    return {text, ""};
  return {text.substr(0, at), text.substr(at + 1)};
}

}  // namespace ecc::loader

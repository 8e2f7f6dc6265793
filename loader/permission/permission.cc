// Tracing observes and is free; what changes packets, processes or the kernel's decisions has
// to be allowed by the name of what it touches.  A pattern never reaches beyond the directory
// that it names.
#include "loader/permission/permission.h"

#include <bpf/libbpf.h>
#include <fnmatch.h>

#include <algorithm>

#include "loader/kernel/target.h"

namespace ecc::loader {

bool IsAllowed(const std::vector<std::string>& patterns, const std::string& name) {
  // "/sys/fs/cgroup/mine/*" is not "/sys/fs/cgroup/mine/../others".
  if (name.find("/..") != name.npos)
    return false;
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
  });
}

std::string NeededPermission(bpf_program* program, const std::string& target) {
  std::string section(SectionOf(program));
  bpf_prog_type type = bpf_program__type(program);
  std::string word = section.substr(0, section.find('/'));
  if (type == BPF_PROG_TYPE_SCHED_CLS)
    return target.empty() ? word : SplitAtLast(target, ':').first;
  if (type == BPF_PROG_TYPE_XDP || type == BPF_PROG_TYPE_SOCKET_FILTER ||
      IsCgroupProgram(program))
    return target.empty() ? word : target;
  ProbeTarget probe = ParseProbe(program, target);
  if (probe.is_user || section.starts_with("usdt")) {
    // The file is named by the target or behind the first slash of the section.
    size_t slash = section.find('/');
    std::string place = !target.empty()         ? probe.place
                        : slash == section.npos ? ""
                                                : section.substr(slash + 1);
    return place.empty() ? word : place.substr(0, place.find(':'));
  }
  switch (type) {
    case BPF_PROG_TYPE_KPROBE:
    case BPF_PROG_TYPE_TRACEPOINT:
    case BPF_PROG_TYPE_RAW_TRACEPOINT:
    case BPF_PROG_TYPE_PERF_EVENT:
    case BPF_PROG_TYPE_SYSCALL:
      return "";
    case BPF_PROG_TYPE_TRACING:
      return word.starts_with("fmod_ret") ? word : "";
    default:
      return word;
  }
}

}  // namespace ecc::loader

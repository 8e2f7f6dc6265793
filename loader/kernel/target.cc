// One parser of targets: what is checked against permissions is what is attached.
#include "loader/kernel/target.h"

#include <bpf/libbpf.h>
#include <net/if.h>

#include <tuple>

namespace ecc::loader {

std::string_view SectionOf(const bpf_program* program) {
  std::string_view section = bpf_program__section_name(program);
  if (section.starts_with('?'))
    section.remove_prefix(1);
  return section;
}

unsigned FindInterface(const std::string& name) {
  struct if_nameindex* interfaces = if_nameindex();
  unsigned index = 0;
  for (auto* one = interfaces; one != nullptr && one->if_index != 0; ++one) {
    if (name == one->if_name)
      index = one->if_index;
  }
  if_freenameindex(interfaces);
  return index;
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

bool IsMultiProbe(const bpf_program* program) {
  std::string_view section = SectionOf(program);
  std::string_view word = section.substr(0, section.find('/'));
  return word.find(".multi") != word.npos || word.find(".session") != word.npos;
}

std::optional<UserTarget> ParseUserTarget(const bpf_program* program,
                                          const std::string& target) {
  std::string section(SectionOf(program));
  size_t slash = section.find('/');
  std::string of_section = slash == section.npos ? "" : section.substr(slash + 1);
  UserTarget user;
  if (section.starts_with("usdt")) {
    auto [rest, name] = SplitAtLast(target.empty() ? of_section : target, ':');
    user.symbol = name;
    std::tie(user.binary, user.provider) = SplitAtLast(rest, ':');
    return user;
  }
  ProbeTarget probe = ParseProbe(program, target);
  if (!probe.is_user)
    return std::nullopt;
  user.is_return = probe.is_return;
  std::string place = target.empty() ? of_section : probe.place;
  if (target.empty() && IsMultiProbe(program)) {
    // As libbpf reads it: a pattern of functions may hold what it likes.
    size_t colon = place.find(':');
    user.binary = place.substr(0, colon);
    user.symbol = colon == place.npos ? "" : place.substr(colon + 1);
    return user;
  }
  if (auto [before, after] = SplitAtLast(place, '@'); ParseNumber(after, user.pid))
    place = before;
  std::tie(user.binary, user.symbol) = SplitAtLast(place, ':');
  if (auto [function, offset] = SplitAtLast(user.symbol, '+');
      !function.empty() && ParseNumber(offset, user.offset))
    user.symbol = function;
  return user;
}

std::pair<std::string, std::string> SplitAtLast(const std::string& text, char separator) {
  size_t at = text.rfind(separator);
  if (at == text.npos)
    return {text, ""};
  return {text.substr(0, at), text.substr(at + 1)};
}

}  // namespace ecc::loader

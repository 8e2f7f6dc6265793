#include "loader/kernel/attach.h"

#include <bpf/libbpf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/perf_event.h>
#include <net/if.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>
#include <vector>

#include "loader/kernel/kernel_error.h"
#include "support/error.h"
#include "support/identifier.h"

namespace ecc::loader {
namespace {

std::string_view Section(bpf_program* program) {
  std::string_view section = bpf_program__section_name(program);
  if (section.starts_with('?'))
    section.remove_prefix(1);
  return section;
}

[[noreturn]] void Fail(bpf_program* program, const std::string& target, int error) {
  std::string what = fmt::format("cannot attach program '{}' (SEC(\"{}\"))",
                                 Printable(bpf_program__name(program)),
                                 Printable(bpf_program__section_name(program)));
  throw KernelError(target.empty() ? what : what + " to '" + Printable(target) + "'", error);
}

class Link : public Attachment {
 public:
  explicit Link(bpf_link* link) : link_(link) {}
  ~Link() override { bpf_link__destroy(link_); }

 private:
  bpf_link* link_;
};

class Descriptor : public Attachment {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() override { close(fd_); }
  int fd() const { return fd_; }

 private:
  int fd_;
};

// libbpf wants the bytes behind the last member to be zero, which a copy need not keep.
bpf_tc_hook* ClearHook(bpf_tc_hook& hook, int interface, int point) {
  std::memset(&hook, 0, sizeof(hook));
  hook.sz = sizeof(hook);
  hook.ifindex = interface;
  hook.attach_point = static_cast<bpf_tc_attach_point>(point);
  return &hook;
}
bpf_tc_opts* ClearOptions(bpf_tc_opts& options) {
  std::memset(&options, 0, sizeof(options));
  options.sz = sizeof(options);
  return &options;
}

// A filter of traffic control.  It belongs to the interface, not to a process.
class TcFilter : public Attachment {
 public:
  // `made_hook`: whether the queueing discipline is ours as well.
  TcFilter(const bpf_tc_hook& hook, const bpf_tc_opts& options, bool made_hook)
      : interface_(hook.ifindex),
        point_(hook.attach_point),
        handle_(options.handle),
        priority_(options.priority),
        made_hook_(made_hook) {}
  ~TcFilter() override { DetachForGood(); }

  void DetachForGood() override {
    if (!std::exchange(is_attached_, false))
      return;
    bpf_tc_hook hook;
    bpf_tc_opts options;
    ClearOptions(options);
    options.handle = handle_;
    options.priority = priority_;
    bpf_tc_detach(ClearHook(hook, interface_, point_), &options);
    // Both directions name the discipline itself, one only its filters.
    if (made_hook_)
      bpf_tc_hook_destroy(ClearHook(hook, interface_, BPF_TC_INGRESS | BPF_TC_EGRESS));
  }

 private:
  int interface_;
  int point_;
  uint32_t handle_;
  uint32_t priority_;
  bool made_hook_;
  bool is_attached_ = true;
};

class PerfEvents : public Attachment {
 public:
  void Add(int fd, bpf_link* link) {
    fds_.push_back(std::make_unique<Descriptor>(fd));
    if (link != nullptr)
      links_.push_back(std::make_unique<Link>(link));
  }

 private:
  std::vector<std::unique_ptr<Descriptor>> fds_;
  std::vector<std::unique_ptr<Link>> links_;
};

bool NeedsTracefs(std::string_view section) {
  for (std::string_view prefix :
       {"tp/", "tracepoint", "kprobe", "kretprobe", "uprobe", "uretprobe", "usdt"}) {
    if (section.starts_with(prefix))
      return true;
  }
  return false;
}

// Tracepoints are looked up in tracefs, which minimal systems leave unmounted.
void MountTracefs() {
  constexpr const char* kTracefs = "/sys/kernel/tracing";
  if (access("/sys/kernel/tracing/events", F_OK) == 0 ||
      access("/sys/kernel/debug/tracing/events", F_OK) == 0) {
    return;
  }
  if (mount("nodev", kTracefs, "tracefs", 0, nullptr) != 0) {
    throw Error(
        fmt::format("tracefs is not mounted, and mounting it fails: {}", strerror(errno)),
        fmt::format("mount -t tracefs nodev {}", kTracefs));
  }
  WriteToStderr(fmt::format("ecli: mounted tracefs on {}\n", kTracefs));
}

// What a probe's target says, and where that is silent its section.
struct Probe {
  bool is_user = false;
  bool is_return = false;
  std::string place;  // of the target, without its kind
};

Probe ParseProbe(bpf_program* program, const std::string& target) {
  struct Kind {
    std::string_view name;
    bool is_user;
    bool is_return;
  };
  constexpr Kind kKinds[] = {{"uprobe", true, false},
                             {"uretprobe", true, true},
                             {"kprobe", false, false},
                             {"kretprobe", false, true}};
  Probe probe;
  probe.place = target;
  for (const Kind& kind : kKinds) {
    if (Section(program).starts_with(kind.name)) {
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

bool IsCgroup(bpf_prog_type type) {
  switch (type) {
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

template <typename Number>
bool ParseNumber(std::string_view text, Number& number) {
  int base = text.starts_with("0x") ? 16 : 10;
  if (base == 16)
    text.remove_prefix(2);
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

// "lo:egress" -> "lo", "egress"
std::pair<std::string, std::string> SplitAt(const std::string& text, char separator) {
  size_t at = text.rfind(separator);
  if (at == text.npos)
    return {text, ""};
  return {text.substr(0, at), text.substr(at + 1)};
}

unsigned InterfaceIndex(bpf_program* program, const std::string& name) {
  unsigned index = if_nametoindex(name.c_str());
  if (index == 0)
    Fail(program, name, ENODEV);
  return index;
}

std::unique_ptr<Attachment> AttachTc(bpf_program* program, const std::string& target) {
  auto [interface, direction] = SplitAt(target, ':');
  if (!direction.empty() && direction != "ingress" && direction != "egress")
    Fail(program, target, EINVAL);
  bpf_tc_hook hook;
  ClearHook(hook, static_cast<int>(InterfaceIndex(program, interface)),
            direction == "egress" ? BPF_TC_EGRESS : BPF_TC_INGRESS);
  int error = bpf_tc_hook_create(&hook);
  if (error != 0 && error != -EEXIST)
    Fail(program, target, -error);
  bpf_tc_opts options;
  ClearOptions(options);
  options.prog_fd = bpf_program__fd(program);
  bool made_hook = error == 0;
  error = bpf_tc_attach(&hook, &options);
  if (error != 0) {
    if (made_hook)
      bpf_tc_hook_destroy(ClearHook(hook, hook.ifindex, BPF_TC_INGRESS | BPF_TC_EGRESS));
    Fail(program, target, -error);
  }
  return std::make_unique<TcFilter>(hook, options, made_hook);
}

// The filter sees what reaches a raw socket; nothing else changes.
std::unique_ptr<Attachment> AttachSocket(bpf_program* program, const std::string& target) {
  unsigned index = InterfaceIndex(program, target);
  int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
  if (fd < 0)
    Fail(program, target, errno);
  auto socket = std::make_unique<Descriptor>(fd);
  sockaddr_ll address = {};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(index);
  int program_fd = bpf_program__fd(program);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 ||
      setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &program_fd, sizeof(program_fd)) != 0) {
    Fail(program, target, errno);
  }
  return socket;
}

bpf_link* AttachCgroup(bpf_program* program, const std::string& target) {
  int fd = open(target.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return nullptr;
  bpf_link* link = bpf_program__attach_cgroup(program, fd);
  int error = errno;
  close(fd);
  errno = error;
  return link;
}

bpf_link* AttachUprobe(bpf_program* program, const Probe& probe) {
  std::string place = probe.place;
  int pid = -1;
  auto [before, after] = SplitAt(probe.place, '@');
  if (ParseNumber(after, pid))
    place = before;
  auto [binary, symbol] = SplitAt(place, ':');
  if (binary.empty() || symbol.empty()) {
    errno = EINVAL;
    return nullptr;
  }
  bpf_uprobe_opts options = {};
  options.sz = sizeof(options);
  options.retprobe = probe.is_return;
  size_t offset = 0;
  if (!ParseNumber(symbol, offset))
    options.func_name = symbol.c_str();
  return bpf_program__attach_uprobe_opts(program, pid, binary.c_str(), offset, &options);
}

bpf_link* AttachUsdt(bpf_program* program, const std::string& target) {
  auto [rest, name] = SplitAt(target, ':');
  auto [binary, provider] = SplitAt(rest, ':');
  return bpf_program__attach_usdt(program, -1, binary.c_str(), provider.c_str(), name.c_str(),
                                  nullptr);
}

std::unique_ptr<Attachment> AttachPerfEvents(bpf_program* program, const std::string& target) {
  perf_event_attr attributes = {};
  attributes.size = sizeof(attributes);
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_CPU_CLOCK;
  attributes.freq = 1;
  uint64_t frequency = 0;
  if (!ParseNumber(target, frequency) || frequency == 0)
    Fail(program, target, EINVAL);
  attributes.sample_freq = frequency;
  auto events = std::make_unique<PerfEvents>();
  int online = 0;
  for (int cpu = 0; cpu < libbpf_num_possible_cpus(); ++cpu) {
    long fd = syscall(SYS_perf_event_open, &attributes, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
    if (fd < 0 && errno == ENODEV)
      continue;  // possible, but not there
    if (fd < 0)
      Fail(program, target, errno);
    bpf_link* link = bpf_program__attach_perf_event(program, static_cast<int>(fd));
    int error = errno;
    events->Add(static_cast<int>(fd), link);
    if (link == nullptr)
      Fail(program, target, error);
    ++online;
  }
  if (online == 0)
    Fail(program, target, ENODEV);
  return events;
}

bpf_link* AttachToTarget(bpf_program* program, const std::string& target) {
  std::string_view section = Section(program);
  bpf_prog_type type = bpf_program__type(program);
  if (type == BPF_PROG_TYPE_XDP) {
    return bpf_program__attach_xdp(program, static_cast<int>(InterfaceIndex(program, target)));
  }
  if (IsCgroup(type))
    return AttachCgroup(program, target);
  if (section.starts_with("usdt"))
    return AttachUsdt(program, target);
  if (type == BPF_PROG_TYPE_KPROBE) {
    Probe probe = ParseProbe(program, target);
    return probe.is_user
               ? AttachUprobe(program, probe)
               : bpf_program__attach_kprobe(program, probe.is_return, probe.place.c_str());
  }
  if (type == BPF_PROG_TYPE_TRACEPOINT) {
    auto [category, name] = SplitAt(target, '/');
    return bpf_program__attach_tracepoint(program, category.c_str(), name.c_str());
  }
  if (type == BPF_PROG_TYPE_RAW_TRACEPOINT)
    return bpf_program__attach_raw_tracepoint(program, target.c_str());
  errno = EINVAL;
  return nullptr;
}

}  // namespace

std::unique_ptr<Attachment> AttachProgram(bpf_program* program, const std::string& target) {
  if (NeedsTracefs(Section(program)))
    MountTracefs();
  bpf_link* link = nullptr;
  if (target.empty()) {
    link = bpf_program__attach(program);
  } else if (bpf_program__type(program) == BPF_PROG_TYPE_SCHED_CLS) {
    return AttachTc(program, target);
  } else if (bpf_program__type(program) == BPF_PROG_TYPE_SOCKET_FILTER) {
    return AttachSocket(program, target);
  } else if (bpf_program__type(program) == BPF_PROG_TYPE_PERF_EVENT) {
    return AttachPerfEvents(program, target);
  } else {
    link = AttachToTarget(program, target);
  }
  if (link == nullptr)
    Fail(program, target, errno);
  return std::make_unique<Link>(link);
}

bool AttachesBySection(bpf_program* program) {
  switch (bpf_program__type(program)) {
    case BPF_PROG_TYPE_KPROBE:
    case BPF_PROG_TYPE_TRACEPOINT:
    case BPF_PROG_TYPE_RAW_TRACEPOINT:
    case BPF_PROG_TYPE_TRACING:
    case BPF_PROG_TYPE_LSM:
    case BPF_PROG_TYPE_EXT:
      return Section(program).find('/') != std::string_view::npos;
    default:
      return false;
  }
}

std::string NeededPermission(bpf_program* program, const std::string& target) {
  std::string section(Section(program));
  bpf_prog_type type = bpf_program__type(program);
  std::string word = section.substr(0, section.find('/'));
  if (type == BPF_PROG_TYPE_SCHED_CLS)
    return target.empty() ? word : SplitAt(target, ':').first;
  if (type == BPF_PROG_TYPE_XDP || type == BPF_PROG_TYPE_SOCKET_FILTER || IsCgroup(type))
    return target.empty() ? word : target;
  Probe probe = ParseProbe(program, target);
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

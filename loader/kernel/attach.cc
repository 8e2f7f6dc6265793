// libbpf attaches a program as its section says.  Targets that somebody names at run time – an
// interface, a cgroup, a function of a binary – are attached here, by the program's type.
#include "loader/kernel/attach.h"

#include <bpf/libbpf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/magic.h>
#include <linux/perf_event.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "loader/kernel/attach_failure.h"
#include "loader/kernel/attach_tc.h"
#include "loader/kernel/target.h"
#include "support/descriptors.h"
#include "support/error.h"
#include "support/identifier.h"

namespace ecc::loader {
namespace {

class Link : public Attachment {
 public:
  explicit Link(bpf_link* link) : link_(link) {}
  ~Link() override { bpf_link__destroy(link_); }

 private:
  bpf_link* link_;
};

class Socket : public Attachment {
 public:
  explicit Socket(FileDescriptor fd) : fd_(std::move(fd)) {}

 private:
  FileDescriptor fd_;
};

class PerfEvents : public Attachment {
 public:
  void Add(FileDescriptor fd, bpf_link* link) {
    fds_.push_back(std::move(fd));
    if (link != nullptr)
      links_.push_back(std::make_unique<Link>(link));
  }

 private:
  std::vector<FileDescriptor> fds_;
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
  struct statfs info = {};
  if (statfs(kTracefs, &info) == 0 && info.f_type == TRACEFS_MAGIC) {
    throw Error(
        fmt::format("tracepoints and probes are looked up in {}, which this user may not "
                    "read: {}",
                    kTracefs, strerror(EACCES)),
        fmt::format("run as root, let others read it (mount -o remount,mode=755 {}), or "
                    "use raw_tp or tp_btf, which need none",
                    kTracefs));
  }
  if (mount("nodev", kTracefs, "tracefs", 0, nullptr) != 0) {
    throw Error(
        fmt::format("tracefs is not mounted, and mounting it fails: {}", strerror(errno)),
        fmt::format("mount -t tracefs nodev {}", kTracefs));
  }
  WriteToStderr(fmt::format("ecli: mounted tracefs on {}\n", kTracefs));
}

// The filter sees what reaches a raw socket; nothing else changes.
std::unique_ptr<Attachment> AttachSocket(bpf_program* program, const std::string& target) {
  unsigned index = InterfaceIndex(program, target);
  FileDescriptor raw(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL)));
  if (raw.get() < 0)
    FailToAttach(program, target, errno);
  sockaddr_ll address = {};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(index);
  int program_fd = bpf_program__fd(program);
  if (bind(raw.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 ||
      setsockopt(raw.get(), SOL_SOCKET, SO_ATTACH_BPF, &program_fd, sizeof(program_fd)) != 0) {
    FailToAttach(program, target, errno);
  }
  return std::make_unique<Socket>(std::move(raw));
}

bpf_link* AttachCgroup(bpf_program* program, const std::string& target) {
  FileDescriptor directory(open(target.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return directory.get() < 0 ? nullptr : bpf_program__attach_cgroup(program, directory.get());
}

bpf_link* AttachToUser(bpf_program* program, const UserTarget& target) {
  if (target.binary.empty() || target.symbol.empty()) {
    errno = EINVAL;
    return nullptr;
  }
  if (!target.provider.empty())
    return bpf_program__attach_usdt(program, target.pid, target.binary.c_str(),
                                    target.provider.c_str(), target.symbol.c_str(), nullptr);
  bpf_uprobe_opts options = {};
  options.sz = sizeof(options);
  options.retprobe = target.is_return;
  size_t offset = target.offset;
  if (!ParseNumber(target.symbol, offset))
    options.func_name = target.symbol.c_str();
  return bpf_program__attach_uprobe_opts(program, target.pid, target.binary.c_str(), offset,
                                         &options);
}

std::unique_ptr<Attachment> AttachPerfEvents(bpf_program* program, const std::string& target) {
  perf_event_attr attributes = {};
  attributes.size = sizeof(attributes);
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_CPU_CLOCK;
  attributes.freq = 1;
  uint64_t frequency = 0;
  if (!ParseNumber(target, frequency) || frequency == 0)
    FailToAttach(program, target, EINVAL);
  attributes.sample_freq = frequency;
  auto events = std::make_unique<PerfEvents>();
  int online = 0;
  for (int cpu = 0; cpu < libbpf_num_possible_cpus(); ++cpu) {
    FileDescriptor event(static_cast<int>(
        syscall(SYS_perf_event_open, &attributes, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC)));
    if (event.get() < 0 && errno == ENODEV)
      continue;  // possible, but not there
    if (event.get() < 0)
      FailToAttach(program, target, errno);
    bpf_link* link = bpf_program__attach_perf_event(program, event.get());
    int error = errno;
    events->Add(std::move(event), link);
    if (link == nullptr)
      FailToAttach(program, target, error);
    ++online;
  }
  if (online == 0)
    FailToAttach(program, target, ENODEV);
  return events;
}

// libbpf makes a path of it, which must not lead out of tracefs.
void CheckTracepoint(bpf_program* program, const std::string& target) {
  std::string_view section = SectionOf(program);
  std::string_view place = target.empty() ? section.substr(section.find('/') + 1) : target;
  auto is_named = [](char c) { return IsWordCharacter(c) || c == '/'; };
  if (!std::all_of(place.begin(), place.end(), is_named) ||
      std::count(place.begin(), place.end(), '/') > 1)
    FailToAttach(program, target, ENOENT);
}

bpf_link* AttachToTarget(bpf_program* program, const std::string& target) {
  bpf_prog_type type = bpf_program__type(program);
  if (type == BPF_PROG_TYPE_XDP) {
    return bpf_program__attach_xdp(program, static_cast<int>(InterfaceIndex(program, target)));
  }
  if (IsCgroupProgram(program))
    return AttachCgroup(program, target);
  if (std::optional<UserTarget> user = ParseUserTarget(program, target))
    return AttachToUser(program, *user);
  if (type == BPF_PROG_TYPE_KPROBE) {
    ProbeTarget probe = ParseProbe(program, target);
    return bpf_program__attach_kprobe(program, probe.is_return, probe.place.c_str());
  }
  if (type == BPF_PROG_TYPE_TRACEPOINT) {
    auto [category, name] = SplitAtLast(target, '/');
    return bpf_program__attach_tracepoint(program, category.c_str(), name.c_str());
  }
  if (type == BPF_PROG_TYPE_RAW_TRACEPOINT)
    return bpf_program__attach_raw_tracepoint(program, target.c_str());
  errno = EINVAL;
  return nullptr;
}

}  // namespace

std::unique_ptr<Attachment> AttachProgram(bpf_program* program, const std::string& target) {
  if (bpf_program__type(program) == BPF_PROG_TYPE_TRACEPOINT)
    CheckTracepoint(program, target);
  if (NeedsTracefs(SectionOf(program)))
    MountTracefs();
  bpf_link* link = nullptr;
  if (target.empty()) {
    // What the permission was given for is what is attached: libbpf splits at other places.
    std::optional<UserTarget> user = ParseUserTarget(program, target);
    bool is_ours = user && !user->binary.empty() && !IsMultiProbe(program);
    link = is_ours ? AttachToUser(program, *user) : bpf_program__attach(program);
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
    FailToAttach(program, target, errno);
  return std::make_unique<Link>(link);
}

bool AttachesBySection(bpf_program* program) {
  switch (bpf_program__type(program)) {
    case BPF_PROG_TYPE_KPROBE:
    case BPF_PROG_TYPE_TRACEPOINT:
    case BPF_PROG_TYPE_RAW_TRACEPOINT:
    case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
    case BPF_PROG_TYPE_TRACING:
    case BPF_PROG_TYPE_LSM:
    case BPF_PROG_TYPE_EXT:
      return SectionOf(program).find('/') != std::string_view::npos;
    default:
      return false;
  }
}

}  // namespace ecc::loader

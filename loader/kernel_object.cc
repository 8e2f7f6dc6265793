#include "loader/kernel_object.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <set>
#include <utility>

#include "btfgen/support/error.h"
#include "btfgen/support/identifier.h"

namespace ecc::loader {
namespace {

// What libbpf said lately.  Its callback has no context, hence the global.
std::string g_log;
bool g_verbose = false;

constexpr size_t kMaxLog = 64 * 1024;

int Log(libbpf_print_level level, const char* format, va_list args) {
  char line[4096];
  vsnprintf(line, sizeof(line), format, args);
  if (g_verbose)
    fputs(line, stderr);
  // The end of the log has the reason.
  if (level == LIBBPF_WARN)
    g_log += line;
  if (g_log.size() > kMaxLog)
    g_log.erase(0, g_log.size() - kMaxLog);
  return 0;
}

std::string TakeLog() {
  std::string log = std::exchange(g_log, "");
  while (log.ends_with('\n')) log.pop_back();
  return log.empty() ? "" : "\n" + log;
}

// The remedy that an errno suggests.
std::string_view Remedy(int error) {
  if (error == EPERM || error == EACCES) {
    return geteuid() == 0 ? "the kernel forbids it here: lockdown or its configuration"
                          : "run as root, or grant CAP_BPF and CAP_PERFMON";
  }
  return "";
}

[[noreturn]] void Fail(const std::string& what, int error) {
  std::string text = fmt::format("{}: {}{}", what, strerror(error), TakeLog());
  std::string_view remedy = Remedy(error);
  if (remedy.empty())
    throw Error(text);
  throw Error(text, remedy);
}

bool NeedsTracefs(std::string_view section) {
  if (section.starts_with('?'))
    section.remove_prefix(1);
  for (std::string_view prefix :
       {"tp/", "tracepoint/", "kprobe", "kretprobe", "uprobe", "uretprobe", "usdt"}) {
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
  fmt::print(stderr, "ecli: mounted tracefs on {}\n", kTracefs);
}

uint32_t BtfIdOf(int fd, bool is_map) {
  if (is_map) {
    bpf_map_info info = {};
    uint32_t size = sizeof(info);
    return bpf_obj_get_info_by_fd(fd, &info, &size) == 0 ? info.btf_id : 0;
  }
  bpf_prog_info info = {};
  uint32_t size = sizeof(info);
  return bpf_obj_get_info_by_fd(fd, &info, &size) == 0 ? info.btf_id : 0;
}

std::string ReadBtf(uint32_t id) {
  int fd = bpf_btf_get_fd_by_id(id);
  if (fd < 0)
    Fail(fmt::format("cannot open BTF {}", id), errno);
  bpf_btf_info info = {};
  uint32_t size = sizeof(info);
  int error = bpf_obj_get_info_by_fd(fd, &info, &size);
  std::string bytes;
  if (error == 0) {
    // Asked once for the size, once for the bytes.
    bytes.resize(info.btf_size);
    info = {};
    info.btf = reinterpret_cast<uintptr_t>(bytes.data());
    info.btf_size = static_cast<uint32_t>(bytes.size());
    size = sizeof(info);
    error = bpf_obj_get_info_by_fd(fd, &info, &size);
  }
  int reason = errno;
  close(fd);
  if (error != 0)
    Fail(fmt::format("cannot read BTF {}", id), reason);
  return bytes;
}

struct ObjectCloser {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
};
struct LinkCloser {
  void operator()(bpf_link* link) const { bpf_link__destroy(link); }
};

}  // namespace

struct KernelObject::Parts {
  std::string name;
  std::unique_ptr<bpf_object, ObjectCloser> object;
  std::vector<std::unique_ptr<bpf_link, LinkCloser>> links;  // destroyed first
};

KernelObject::KernelObject(const std::string& bytes, const std::string& name, bool verbose)
    : parts_(std::make_unique<Parts>()) {
  g_verbose = verbose;
  libbpf_set_print(Log);
  bpf_object_open_opts options = {};
  options.sz = sizeof(options);
  options.object_name = name.c_str();
  parts_->name = name;
  parts_->object.reset(bpf_object__open_mem(bytes.data(), bytes.size(), &options));
  if (parts_->object == nullptr)
    Fail(fmt::format("{}: libbpf cannot open the object", name), errno);
}

KernelObject::~KernelObject() = default;

void KernelObject::Load() {
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, parts_->object.get()) {
    // __type(value, struct event) is a common way to tell an event's type, but the kernel wants
    // no sizes of a ring buffer, and of a perf buffer those of a CPU and a descriptor.
    if (bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF) {
      bpf_map__set_key_size(map, 0);
      bpf_map__set_value_size(map, 0);
    } else if (bpf_map__type(map) == BPF_MAP_TYPE_PERF_EVENT_ARRAY) {
      bpf_map__set_key_size(map, 4);
      bpf_map__set_value_size(map, 4);
    }
  }
  int error = bpf_object__load(parts_->object.get());
  if (error != 0)
    Fail(fmt::format("{}: the kernel refuses the program", parts_->name), -error);
}

void KernelObject::Attach() {
  // What libbpf said while it loaded is not the reason of what fails now.
  TakeLog();
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, parts_->object.get()) AttachProgram(program);
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, parts_->object.get()) {
    if (bpf_map__type(map) != BPF_MAP_TYPE_STRUCT_OPS)
      continue;
    bpf_link* link = bpf_map__attach_struct_ops(map);
    if (link == nullptr)
      Fail(fmt::format("cannot attach struct_ops '{}'", Printable(bpf_map__name(map))), errno);
    parts_->links.emplace_back(link);
  }
}

void KernelObject::AttachProgram(bpf_program* program) {
  // The programs of struct_ops are attached by their map.
  if (!bpf_program__autoattach(program) || !bpf_program__autoload(program) ||
      bpf_program__type(program) == BPF_PROG_TYPE_STRUCT_OPS) {
    return;
  }
  std::string section = Printable(bpf_program__section_name(program));
  if (NeedsTracefs(section))
    MountTracefs();
  bpf_link* link = bpf_program__attach(program);
  int error = errno;
  if (link != nullptr) {
    parts_->links.emplace_back(link);
    return;
  }
  std::string name = Printable(bpf_program__name(program));
  if (error == EOPNOTSUPP) {
    // As with a libbpf skeleton: whoever loads it attaches it otherwise.
    fmt::print(
        stderr,
        "ecli: program '{}' is loaded but not attached: SEC(\"{}\") does not say where\n", name,
        section);
    return;
  }
  Fail(fmt::format("cannot attach program '{}' (SEC(\"{}\"))", name, section), error);
}

std::vector<std::string> KernelObject::HeldBtf() const {
  std::set<uint32_t> ids;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, parts_->object.get())
      ids.insert(BtfIdOf(bpf_map__fd(map), true));
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, parts_->object.get()) {
    ids.insert(BtfIdOf(bpf_program__fd(program), false));
  }
  ids.erase(0);
  std::vector<std::string> sections;
  for (uint32_t id : ids) sections.push_back(ReadBtf(id));
  return sections;
}

std::vector<EventBuffer> KernelObject::EventBuffers() const {
  std::vector<EventBuffer> buffers;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, parts_->object.get()) {
    bpf_map_type type = bpf_map__type(map);
    if (type != BPF_MAP_TYPE_RINGBUF && type != BPF_MAP_TYPE_PERF_EVENT_ARRAY)
      continue;
    buffers.push_back(
        {bpf_map__name(map), bpf_map__fd(map), type == BPF_MAP_TYPE_PERF_EVENT_ARRAY});
  }
  return buffers;
}

size_t KernelObject::program_count() const {
  size_t count = 0;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, parts_->object.get())++ count;
  return count;
}

}  // namespace ecc::loader

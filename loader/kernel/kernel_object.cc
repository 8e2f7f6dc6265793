// libbpf's object with everything that must go with it: attachments before programs, programs
// before maps, and the file with BTF for as long as libbpf may open it.
#include "loader/kernel/kernel_object.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "btfgen/btf/exports.h"
#include "loader/kernel/lost_records.h"
#include "loader/kernel/map_memory.h"
#include "support/descriptors.h"
#include "support/identifier.h"

namespace ecc::loader {
namespace {

// A probe's twelve arguments of 16 bytes, a cookie and their number.
constexpr uint32_t kUsdtSpec = 208;  // bytes

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

// The bytes and the id of BTF that the kernel holds.
std::string ReadBtf(int fd, uint32_t& id) {
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
  if (error != 0)
    throw KernelError("cannot read the BTF that the kernel holds", errno);
  id = info.id;
  return bytes;
}

MapInfo Describe(const bpf_map* map) {
  return {bpf_map__name(map),     bpf_map__fd(map),         bpf_map__type(map),
          bpf_map__key_size(map), bpf_map__value_size(map), bpf_map__max_entries(map)};
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
  // libbpf takes BTF by the path of a file only, and opens it when it loads.
  std::optional<MemoryFile> btf;
  std::unique_ptr<bpf_object, ObjectCloser> object;
  // Destroyed first.
  std::vector<std::unique_ptr<Attachment>> attachments;
  std::vector<std::unique_ptr<bpf_link, LinkCloser>> struct_ops;
};

MapInfo DescribeMap(const std::string& name, int fd) {
  bpf_map_info info = {};
  uint32_t size = sizeof(info);
  if (bpf_obj_get_info_by_fd(fd, &info, &size) != 0)
    throw KernelError(fmt::format("'{}' is no map", Printable(name)), errno);
  return {info.name, fd, info.type, info.key_size, info.value_size, info.max_entries};
}

KernelObject::KernelObject(const std::string& bytes, const std::string& name,
                           const std::string& btf)
    : parts_(std::make_unique<Parts>()) {
  ForgetLibbpfWords();
  bpf_object_open_opts options = {};
  options.sz = sizeof(options);
  options.object_name = name.c_str();
  std::string btf_path;  // libbpf copies it
  if (!btf.empty()) {
    parts_->btf.emplace("btf");
    parts_->btf->Append(btf);
    btf_path = parts_->btf->path();
    options.btf_custom_path = btf_path.c_str();
  }
  parts_->name = name;
  parts_->object.reset(bpf_object__open_mem(bytes.data(), bytes.size(), &options));
  if (parts_->object == nullptr)
    throw KernelError(fmt::format("{}: libbpf cannot open the object", name), errno);
}

KernelObject::~KernelObject() = default;

bool KernelObject::SetAutoload(const std::string& program, bool autoload) {
  bpf_program* found = bpf_object__find_program_by_name(parts_->object.get(), program.c_str());
  return found != nullptr && bpf_program__set_autoload(found, autoload) == 0;
}

bool KernelObject::SetMaxEntries(const std::string& map, uint32_t max_entries) {
  bpf_map* found = bpf_object__find_map_by_name(parts_->object.get(), map.c_str());
  // libbpf maps the memory of .bss and the like, and unmaps as many bytes as the number tells
  // then.
  bool is_own = found != nullptr && !bpf_map__is_internal(found) && map.front() != '.' &&
                bpf_map__type(found) != BPF_MAP_TYPE_STRUCT_OPS;
  return is_own && bpf_map__set_max_entries(found, max_entries) == 0;
}

void KernelObject::RemovePins(const std::function<bool(const bpf_map*)>& keep) {
  for (bpf_map* map : maps()) {
    if (bpf_map__pin_path(map) != nullptr && !keep(map))
      bpf_map__set_pin_path(map, nullptr);
  }
}

uint64_t KernelObject::KernelMemory() const {
  uint64_t sum = 0;
  auto cpus = static_cast<unsigned>(std::max(libbpf_num_possible_cpus(), 1));
  auto add = [&](const bpf_map* map) {
    MapShape shape = {bpf_map__type(map), bpf_map__key_size(map), bpf_map__value_size(map),
                      bpf_map__max_entries(map)};
    sum = AddBytes(sum, MapMemory(shape, cpus));
  };
  for (bpf_map* map : maps()) {
    add(map);
    // The kernel is shown one to make those inside by.
    if (const bpf_map* inner = bpf_map__inner_map(map))
      add(inner);
  }
  return sum;
}

void KernelObject::Load() {
  CheckStructOps();
  CheckUsdtMaps();
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
  if (error != 0) {
    throw KernelError(fmt::format("{}: the kernel refuses the program", parts_->name), -error);
  }
}

// Without a program of its kind, libbpf makes a value of struct_ops and has not read the
// kernel's types that it is made by.
void KernelObject::CheckStructOps() const {
  std::vector<bpf_map*> all = maps();
  bool has_value = std::any_of(all.begin(), all.end(), [](const bpf_map* map) {
    return bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS;
  });
  std::vector<bpf_program*> loaded = programs();
  bool has_program = std::any_of(loaded.begin(), loaded.end(), [](const bpf_program* program) {
    return bpf_program__type(program) == BPF_PROG_TYPE_STRUCT_OPS &&
           bpf_program__autoload(program);
  });
  if (has_value && !has_program)
    throw KernelError(
        fmt::format("{}: a value of struct_ops, and none of its programs is loaded",
                    parts_->name),
        EINVAL);
}

// libbpf writes what it finds of USDT probes into two maps of the program's own, in the sizes
// of its header: of a longer value the kernel would copy what lies behind in this process.
void KernelObject::CheckUsdtMaps() const {
  for (const bpf_map* map : maps()) {
    MapInfo info = Describe(map);
    bool is_specs = info.name == "__bpf_usdt_specs";
    if (!is_specs && info.name != "__bpf_usdt_ip_to_spec_id")
      continue;
    bool fits = is_specs ? info.type == BPF_MAP_TYPE_ARRAY && info.value_size == kUsdtSpec
                         : info.type == BPF_MAP_TYPE_HASH && info.key_size == sizeof(long) &&
                               info.value_size == sizeof(uint32_t);
    if (!fits)
      throw KernelError(fmt::format("{}: map '{}' is not as <bpf/usdt.bpf.h> has it",
                                    parts_->name, info.name),
                        EINVAL);
  }
}

void KernelObject::Attach() {
  ForgetLibbpfWords();
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, parts_->object.get()) {
    // The programs of struct_ops are attached by their map.
    if (!bpf_program__autoattach(program) || !bpf_program__autoload(program) ||
        bpf_program__type(program) == BPF_PROG_TYPE_STRUCT_OPS) {
      continue;
    }
    // Only what was asked about when it was decided what is allowed.
    bool attaches = AttachesBySection(program);
    try {
      if (attaches)
        parts_->attachments.push_back(AttachProgram(program, ""));
    } catch (const KernelError& error) {
      if (error.error() != EOPNOTSUPP)
        throw;
      attaches = false;
    }
    // As with a libbpf skeleton: whoever loads it attaches it otherwise.
    if (!attaches)
      WriteToStderr(fmt::format(
          "ecli: program '{}' is loaded but not attached: SEC(\"{}\") does not say where\n",
          Printable(bpf_program__name(program)),
          Printable(bpf_program__section_name(program))));
  }
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, parts_->object.get()) {
    if (bpf_map__type(map) != BPF_MAP_TYPE_STRUCT_OPS)
      continue;
    bpf_link* link = bpf_map__attach_struct_ops(map);
    if (link == nullptr) {
      throw KernelError(
          fmt::format("cannot attach struct_ops '{}'", Printable(bpf_map__name(map))), errno);
    }
    parts_->struct_ops.emplace_back(link);
  }
}

bpf_program* KernelObject::FindProgram(const std::string& name) const {
  bpf_program* program = bpf_object__find_program_by_name(parts_->object.get(), name.c_str());
  return program != nullptr && bpf_program__fd(program) >= 0 ? program : nullptr;
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
  uint32_t own = 0;
  // What was loaded with the object is held by a descriptor: to ask by id wants CAP_SYS_ADMIN.
  if (int fd = bpf_object__btf_fd(parts_->object.get()); fd >= 0 && !ids.empty()) {
    std::string bytes = ReadBtf(fd, own);
    if (ids.erase(own) == 1)
      sections.push_back(std::move(bytes));
  }
  for (uint32_t id : ids) {
    FileDescriptor other(bpf_btf_get_fd_by_id(id));
    if (other.get() < 0)
      throw KernelError(fmt::format("cannot open BTF {}", id), errno);
    sections.push_back(ReadBtf(other.get(), own));
  }
  return sections;
}

std::optional<MapInfo> KernelObject::FindMap(const std::string& name) const {
  bpf_map* map = bpf_object__find_map_by_name(parts_->object.get(), name.c_str());
  if (map == nullptr || bpf_map__fd(map) < 0)
    return std::nullopt;
  return Describe(map);
}

std::vector<MapInfo> KernelObject::EventBuffers() const {
  std::vector<MapInfo> buffers;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, parts_->object.get()) {
    bpf_map_type type = bpf_map__type(map);
    if (type == BPF_MAP_TYPE_RINGBUF || type == BPF_MAP_TYPE_PERF_EVENT_ARRAY)
      buffers.push_back(Describe(map));
  }
  return buffers;
}

void KernelObject::TellLost() const {
  std::optional<MapInfo> map = FindMap(std::string(btf::kLostSection));
  if (!map)
    return;
  for (const LostRecords& lost : ReadLostRecords(map->fd))
    WriteToStderr(fmt::format("ecli: {} record(s) lost: ring buffer '{}' had no room\n",
                              lost.count, Printable(lost.buffer)));
}

size_t KernelObject::attachment_count() const {
  return parts_->attachments.size() + parts_->struct_ops.size();
}

std::vector<bpf_program*> KernelObject::programs() const {
  std::vector<bpf_program*> all;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, parts_->object.get()) all.push_back(program);
  return all;
}

std::vector<bpf_map*> KernelObject::maps() const {
  std::vector<bpf_map*> all;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, parts_->object.get()) all.push_back(map);
  return all;
}

}  // namespace ecc::loader

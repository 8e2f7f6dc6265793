// A guest names things by numbers that mean something here only.  What it attaches is detached
// when it ends, however it ends: a filter of traffic control would stay otherwise.
#include "loader/wasm/bpf/guest_objects.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <utility>

#include "loader/kernel/map_memory.h"
#include "loader/permission/needs.h"
#include "support/error.h"
#include "support/identifier.h"

namespace ecc::loader {
namespace {

// Far from the numbers of WASI's files: a guest that closes one by mistake closes nothing.
constexpr int kFirstMap = 0x10000;
constexpr size_t kMaxOpenMaps = 4096;
constexpr size_t kMaxObjects = 64;
constexpr size_t kMaxAttachments = 1024;  // at one time
// The most changes of one kind in the next object; it cannot have as many programs or maps.
constexpr size_t kMaxChanges = 4096;
constexpr const char* kBpffs = "/sys/fs/bpf";

int Report(const KernelError& error) {
  WriteToStderr(fmt::format("ecli: {}\n", error.what()));
  return -error.error();
}

// Pinned maps live in a file system that minimal systems leave unmounted.
void MountBpffs() {
  struct statfs info = {};
  if (statfs(kBpffs, &info) == 0 && info.f_type == BPF_FS_MAGIC)
    return;
  if (mount("bpf", kBpffs, "bpf", 0, nullptr) != 0)
    throw KernelError(fmt::format("no BPF file system at {}, and mounting it fails", kBpffs),
                      errno);
  WriteToStderr(fmt::format("ecli: mounted the BPF file system on {}\n", kBpffs));
}

// Only what is written out lies where it says: no "..".
bool IsPinnedPath(const std::string& path) {
  return path.starts_with(std::string(kBpffs) + "/") && path.find("/..") == path.npos;
}

}  // namespace

GuestMap::~GuestMap() {
  reader.reset();
  if (owns_fd)
    close(info.fd);
}

struct GuestObjects::Object {
  OpenedObject loaded;
  std::map<std::string, int> maps;
  struct Attached {
    std::string program;
    std::unique_ptr<Attachment> attachment;
    int number;
  };
  std::vector<Attached> attached;  // destroyed first
};

GuestObjects::GuestObjects(std::string name, Permissions permissions, Validate validate,
                           bool verbose)
    : name_(std::move(name)),
      permissions_(std::move(permissions)),
      validate_(std::move(validate)),
      verbose_(verbose) {}

GuestObjects::~GuestObjects() {
  // Buffers before the maps that they read.
  maps_.clear();
  std::lock_guard lock(attachments_mutex_);
  objects_.clear();
}

template <typename Format, typename... Args>
void GuestObjects::Note(const Format& format, const Args&... args) const {
  if (verbose_)
    WriteToStderr(fmt::format("ecli: guest: {}\n", fmt::format(fmt::runtime(format), args...)));
}

bool GuestObjects::MayDo(std::string_view verb, const Need& need) const {
  if (permissions_.Allow(need))
    return true;
  bool is_target = need.right == Right::kAttach || need.right == Right::kPin;
  WriteToStderr(fmt::format("ecli: the guest may not {} {}{}\nhelp: allow it with {}\n", verb,
                            need.who, is_target ? " to '" + Printable(need.what) + "'" : "",
                            OptionFor(need)));
  return false;
}

uint64_t GuestObjects::KernelMemory() const {
  uint64_t sum = 0;
  for (const auto& [handle, object] : objects_)
    sum = AddBytes(sum, object->loaded.kernel_object->KernelMemory());
  return sum;
}

size_t GuestObjects::attachment_count() const {
  size_t count = 0;
  for (const auto& [handle, object] : objects_) count += object->attached.size();
  return count;
}

bpf_program* GuestObjects::FindProgram(uint64_t handle, const std::string& name,
                                       int& error) const {
  auto object = objects_.find(handle);
  bpf_program* program = object == objects_.end()
                             ? nullptr
                             : object->second->loaded.kernel_object->FindProgram(name);
  error = object == objects_.end() ? -EBADF : program == nullptr ? -ENOENT : 0;
  return program;
}

uint64_t GuestObjects::Load(std::string bytes) {
  auto autoload = std::exchange(autoload_, {});
  auto max_entries = std::exchange(max_entries_, {});
  if (objects_.size() == kMaxObjects) {
    load_error_ = -EMFILE;
    return 0;
  }
  Note("loads an object of {} bytes", bytes.size());
  validate_(bytes);
  auto object = std::make_unique<Object>();
  try {
    // An object that was loaded early is taken here, or is gone.
    OpenedObject early = early_.Take(bytes);
    if (autoload.empty() && max_entries.empty())
      object->loaded = std::move(early);
    early = {};
    bool is_loaded = object->loaded.kernel_object != nullptr;
    if (!is_loaded)
      object->loaded = OpenObject(bytes, name_, permissions_);
    KernelObject& kernel_object = *object->loaded.kernel_object;
    for (const auto& [program, value] : autoload) {
      if (!kernel_object.SetAutoload(program, value))
        throw KernelError(fmt::format("there is no program '{}'", Printable(program)), ENOENT);
    }
    for (const auto& [map, value] : max_entries) {
      if (!kernel_object.SetMaxEntries(map, value))
        throw KernelError(
            fmt::format("there is no map '{}' of the object's own", Printable(map)), ENOENT);
    }
    RequireMemory(name_, kernel_object, permissions_, KernelMemory());
    if (!is_loaded)
      kernel_object.Load();
  } catch (const KernelError& error) {
    load_error_ = Report(error);
    return 0;
  } catch (const Error& error) {
    WriteToStderr(fmt::format("ecli: {}\n", error.what()));
    load_error_ = error.diagnostic().code == code::kNotAllowed.name ? -EPERM : -EINVAL;
    return 0;
  }
  load_error_ = 0;
  uint64_t handle = next_handle_++;
  std::lock_guard lock(attachments_mutex_);
  objects_[handle] = std::move(object);
  return handle;
}

int GuestObjects::Close(uint64_t handle) {
  auto found = objects_.find(handle);
  if (found == objects_.end())
    return -EBADF;
  Note("closes object {}", handle);
  for (const auto& [name, number] : found->second->maps) CloseMap(number);
  std::lock_guard lock(attachments_mutex_);
  objects_.erase(found);
  return 0;
}

int GuestObjects::SetAutoload(const std::string& program, bool autoload) {
  if (autoload_.size() == kMaxChanges)
    return -E2BIG;
  autoload_[program] = autoload;
  return 0;
}

int GuestObjects::SetMaxEntries(const std::string& map, uint32_t max_entries) {
  if (max_entries_.size() == kMaxChanges)
    return -E2BIG;
  max_entries_[map] = max_entries;
  return 0;
}

// While it lives, something may be attached that is not yet written down.  The kernel may take
// its time over that, so that no lock is held.
class GuestObjects::AttachingMark {
 public:
  // Waits for ever when the process is about to end.
  explicit AttachingMark(GuestObjects& objects) : objects_(objects) {
    std::unique_lock lock(objects_.attachments_mutex_);
    objects_.attached_.wait(lock, [&] { return !objects_.is_ending_; });
    objects_.is_attaching_ = true;
  }
  ~AttachingMark() {
    std::lock_guard lock(objects_.attachments_mutex_);
    objects_.is_attaching_ = false;
    objects_.attached_.notify_all();
  }
  AttachingMark(const AttachingMark&) = delete;
  AttachingMark& operator=(const AttachingMark&) = delete;

 private:
  GuestObjects& objects_;
};

int GuestObjects::Attach(uint64_t handle, const std::string& name, const std::string& target) {
  int error = 0;
  bpf_program* program = FindProgram(handle, name, error);
  if (program == nullptr)
    return error;
  // As with libbpf's skeletons: it waits for a target.
  if (target.empty() && !AttachesBySection(program))
    return -EOPNOTSUPP;
  if (std::optional<Need> need = NeedToAttach(program, target); need && !MayDo("attach", *need))
    return -EPERM;
  if (attachment_count() >= kMaxAttachments)
    return -EMFILE;
  Note("attaches '{}' ({}){}{}", Printable(name), bpf_program__section_name(program),
       target.empty() ? "" : " to ", Printable(target));
  ForgetLibbpfWords();
  AttachingMark mark(*this);
  try {
    std::unique_ptr<Attachment> attachment = AttachProgram(program, target);
    std::lock_guard lock(attachments_mutex_);
    objects_.at(handle)->attached.push_back({name, std::move(attachment), next_attachment_});
  } catch (const KernelError& failure) {
    // Where a section does not say where, libbpf's skeletons go on without a word.
    return failure.error() == EOPNOTSUPP ? -EOPNOTSUPP : Report(failure);
  }
  return next_attachment_++;
}

int GuestObjects::Detach(uint64_t handle, const std::string& program, int attachment) {
  auto object = objects_.find(handle);
  if (object == objects_.end())
    return -EBADF;
  auto& attached = object->second->attached;
  auto last = std::find_if(attached.rbegin(), attached.rend(), [&](const auto& one) {
    return one.program == program && (attachment == 0 || one.number == attachment);
  });
  if (last == attached.rend())
    return -ENOENT;
  Note("detaches '{}'", Printable(program));
  std::lock_guard lock(attachments_mutex_);
  attached.erase(std::next(last).base());
  return 0;
}

int GuestObjects::ProgramFd(uint64_t handle, const std::string& name) {
  int error = 0;
  bpf_program* program = FindProgram(handle, name, error);
  if (program == nullptr)
    return error;
  // A program that redirects packets does so in a test run as well.
  if (std::optional<Need> need = NeedToAttach(program, ""); need && !MayDo("run", *need))
    return -EPERM;
  return bpf_program__fd(program);
}

int GuestObjects::Insert(std::shared_ptr<GuestMap> map) {
  if (maps_.size() == kMaxOpenMaps)
    return -EMFILE;
  int number = kFirstMap;
  // The lowest that is free, as with descriptors.
  for (const auto& [used, other] : maps_) {
    if (used != number)
      break;
    ++number;
  }
  maps_[number] = std::move(map);
  return number;
}

int GuestObjects::OpenMap(uint64_t handle, const std::string& name) {
  auto object = objects_.find(handle);
  if (object == objects_.end())
    return -EBADF;
  std::optional<MapInfo> info = object->second->loaded.kernel_object->FindMap(name);
  if (!info)
    return -ENOENT;
  // Asked for again, by whatever name, it is the same.
  auto& opened = object->second->maps;
  if (auto known = opened.find(info->name); known != opened.end())
    return known->second;
  auto map = std::make_shared<GuestMap>();
  map->info = *info;
  map->object = handle;
  int number = Insert(std::move(map));
  if (number >= 0)
    opened[info->name] = number;
  Note("opens map '{}' as {}", Printable(info->name), number);
  return number;
}

int GuestObjects::OpenPinned(const std::string& path) {
  if (!IsPinnedPath(path))
    return -EINVAL;
  if (!MayDo("open", {Right::kPin, path, "a map that is pinned"}))
    return -EPERM;
  int fd = bpf_obj_get(path.c_str());
  if (fd < 0)
    return -errno;
  auto map = std::make_shared<GuestMap>();
  map->info.fd = fd;
  map->owns_fd = true;
  // The kernel describes programs and links by the same call.
  std::error_code ignored;
  if (std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", fd), ignored) !=
      "anon_inode:bpf-map") {
    return -EINVAL;
  }
  try {
    map->info = DescribeMap(path, fd);
  } catch (const KernelError& error) {
    return -error.error();
  }
  Note("opens '{}'", Printable(path));
  return Insert(std::move(map));
}

int GuestObjects::Pin(int number, const std::string& path) {
  std::shared_ptr<GuestMap> map = FindMap(number);
  if (map == nullptr)
    return -EBADF;
  if (!IsPinnedPath(path))
    return -EINVAL;
  if (!MayDo("pin", {Right::kPin, path, fmt::format("map '{}'", Printable(map->info.name))}))
    return -EPERM;
  try {
    MountBpffs();
  } catch (const KernelError& error) {
    return Report(error);
  }
  Note("pins map '{}' to '{}'", Printable(map->info.name), Printable(path));
  return bpf_obj_pin(map->info.fd, path.c_str()) == 0 ? 0 : -errno;
}

int GuestObjects::CloseMap(int number) {
  auto found = maps_.find(number);
  if (found == maps_.end())
    return -EBADF;
  found->second->is_closed = true;
  maps_.erase(found);
  return 0;
}

std::shared_ptr<GuestMap> GuestObjects::FindMap(int number) const {
  auto found = maps_.find(number);
  return found == maps_.end() ? nullptr : found->second;
}

void GuestObjects::DetachForGood() {
  // The main thread may hang in the kernel while it holds the lock.
  std::unique_lock lock(attachments_mutex_, std::chrono::seconds(1));
  if (!lock.owns_lock())
    return;
  is_ending_ = true;
  auto detach = [&] {
    for (auto& [handle, object] : objects_) {
      for (auto& one : object->attached) one.attachment->DetachForGood();
    }
  };
  detach();
  if (is_attaching_) {
    attached_.wait_for(lock, std::chrono::seconds(1), [&] { return !is_attaching_; });
    detach();
  }
  // Kept until the process ends: nothing is attached after this.
  lock.release();
}

}  // namespace ecc::loader

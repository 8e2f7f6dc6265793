// Whoever asks may be a guest that has taken over its engine: numbers are looked up, names are
// looked for, and what is not allowed is refused here.  What it attaches is detached when it
// ends, however it ends: a filter of traffic control would stay otherwise.
#include "loader/broker/objects.h"

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

struct BrokerObjects::Object {
  OpenedObject loaded;
  std::map<std::string, int> maps;
  struct Attached {
    std::string program;
    std::unique_ptr<Attachment> attachment;
    int number;
  };
  std::vector<Attached> attached;  // destroyed first
};

BrokerObjects::BrokerObjects(std::string name, Permissions permissions, bool verbose)
    : name_(std::move(name)), permissions_(std::move(permissions)), verbose_(verbose) {}

BrokerObjects::~BrokerObjects() {
  CloseAll();
}

void BrokerObjects::CloseAll() {
  early_ = {};
  maps_.clear();
  for (const auto& [handle, object] : objects_) object->loaded.kernel_object->TellLost();
  std::lock_guard lock(attachments_mutex_);
  objects_.clear();
}

template <typename Format, typename... Args>
void BrokerObjects::Note(const Format& format, const Args&... args) const {
  if (verbose_)
    WriteToStderr(fmt::format("ecli: guest: {}\n", fmt::format(fmt::runtime(format), args...)));
}

bool BrokerObjects::MayDo(std::string_view verb, const Need& need) const {
  if (permissions_.Allow(need))
    return true;
  bool is_target = need.right == Right::kAttach || need.right == Right::kPin;
  WriteToStderr(fmt::format("ecli: the guest may not {} {}{}\nhelp: allow it with {}\n", verb,
                            need.who, is_target ? " to '" + Printable(need.what) + "'" : "",
                            OptionFor(need)));
  return false;
}

size_t BrokerObjects::attachment_count() const {
  size_t count = 0;
  for (const auto& [handle, object] : objects_) count += object->attached.size();
  return count;
}

bpf_program* BrokerObjects::FindProgram(uint64_t handle, const std::string& name,
                                        int& error) const {
  auto object = objects_.find(handle);
  bpf_program* program = object == objects_.end()
                             ? nullptr
                             : object->second->loaded.kernel_object->FindProgram(name);
  error = object == objects_.end() ? -EBADF : program == nullptr ? -ENOENT : 0;
  return program;
}

void BrokerObjects::LoadEarly(std::string bytes) {
  early_ = {};
  try {
    std::string messages;
    CapturedMessages captured(messages);
    OpenedObject opened = OpenObject(bytes, name_, permissions_);
    bool is_pinned = false;
    for (const bpf_map* map : opened.kernel_object->maps())
      is_pinned |= bpf_map__pin_path(map) != nullptr;
    // A pinned map would outlive a guest that never asked for it.
    if (is_pinned || !messages.empty())
      return;
    RequireMemory(name_, opened, permissions_, kernel_memory_);
    opened.kernel_object->Load();
    early_ = std::move(opened);
    early_bytes_ = std::move(bytes);
  } catch (const std::exception&) {
    // Told when the guest loads it.
  }
}

uint64_t BrokerObjects::Load(std::string bytes, const Changes& changes, int& error) {
  error = 0;
  if (objects_.size() == kMaxObjects) {
    error = -EMFILE;
    return 0;
  }
  Note("loads an object of {} bytes", bytes.size());
  auto object = std::make_unique<Object>();
  try {
    // What was loaded early is taken here, or is gone.
    OpenedObject early = std::exchange(early_, {});
    bool is_loaded = early.kernel_object != nullptr && changes.empty() && early_bytes_ == bytes;
    object->loaded = is_loaded ? std::move(early) : OpenObject(bytes, name_, permissions_);
    early = {};
    KernelObject& kernel_object = *object->loaded.kernel_object;
    for (const auto& [program, value] : changes.autoload) {
      if (!kernel_object.SetAutoload(program, value))
        throw KernelError(fmt::format("there is no program '{}'", Printable(program)), ENOENT);
    }
    for (const auto& [map, value] : changes.max_entries) {
      if (!kernel_object.SetMaxEntries(map, value))
        throw KernelError(
            fmt::format("there is no map '{}' of the object's own", Printable(map)), ENOENT);
    }
    RequireMemory(name_, object->loaded, permissions_, kernel_memory_);
    if (!is_loaded)
      kernel_object.Load();
  } catch (const KernelError& failure) {
    error = Report(failure);
    return 0;
  } catch (const Error& failure) {
    WriteToStderr(fmt::format("ecli: {}\n", failure.what()));
    error = failure.diagnostic().code == code::kNotAllowed.name ? -EPERM : -EINVAL;
    return 0;
  }
  kernel_memory_ = AddBytes(kernel_memory_, object->loaded.KernelMemory());
  uint64_t handle = next_handle_++;
  std::lock_guard lock(attachments_mutex_);
  objects_[handle] = std::move(object);
  return handle;
}

int BrokerObjects::Close(uint64_t handle) {
  auto found = objects_.find(handle);
  if (found == objects_.end())
    return -EBADF;
  Note("closes object {}", handle);
  // A descriptor that was handed out keeps its map in the kernel.
  if (found->second->maps.empty())
    kernel_memory_ -= found->second->loaded.KernelMemory();
  for (const auto& [name, number] : found->second->maps) CloseMap(number);
  found->second->loaded.kernel_object->TellLost();
  std::lock_guard lock(attachments_mutex_);
  objects_.erase(found);
  return 0;
}

// While it lives, something may be attached that is not yet written down.  The kernel may take
// its time over that, so that no lock is held.
class BrokerObjects::AttachingMark {
 public:
  // Waits for ever when the process is about to end.
  explicit AttachingMark(BrokerObjects& objects) : objects_(objects) {
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
  BrokerObjects& objects_;
};

int BrokerObjects::Attach(uint64_t handle, const std::string& name, const std::string& target) {
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
  Note("attaches '{}' ({}){}{}", Printable(name), Printable(bpf_program__section_name(program)),
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
  } catch (const Error& failure) {
    WriteToStderr(fmt::format("ecli: {}\n", failure.what()));
    return -EACCES;
  }
  return next_attachment_++;
}

int BrokerObjects::Detach(uint64_t handle, const std::string& program, int attachment) {
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

int BrokerObjects::ProgramFd(uint64_t handle, const std::string& name) {
  int error = 0;
  bpf_program* program = FindProgram(handle, name, error);
  if (program == nullptr)
    return error;
  // A program that redirects packets does so in a test run as well.
  if (std::optional<Need> need = NeedToAttach(program, ""); need && !MayDo("run", *need))
    return -EPERM;
  return bpf_program__fd(program);
}

bool BrokerObjects::RunsLong(uint64_t handle, const std::string& program) const {
  auto object = objects_.find(handle);
  return object != objects_.end() && object->second->loaded.lasting_programs.contains(program);
}

int BrokerObjects::Insert(OpenedMap map) {
  if (maps_.size() == kMaxOpenMaps)
    return -EMFILE;
  int number = kFirstMap;
  // The lowest that is free, as with descriptors.
  for (const auto& [used, other] : maps_) {
    if (used != number)
      break;
    ++number;
  }
  maps_.emplace(number, std::move(map));
  return number;
}

int BrokerObjects::OpenMap(uint64_t handle, const std::string& name) {
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
  std::string map_name = info->name;
  int number = Insert({*std::move(info), FileDescriptor()});
  if (number >= 0)
    opened[map_name] = number;
  Note("opens map '{}' as {}", Printable(map_name), number);
  return number;
}

int BrokerObjects::OpenPinned(const std::string& path) {
  if (!IsPinnedPath(path))
    return -EINVAL;
  if (!MayDo("open", {Right::kPin, path, "a map that is pinned"}))
    return -EPERM;
  FileDescriptor fd(bpf_obj_get(path.c_str()));
  if (fd.get() < 0)
    return -errno;
  // The kernel describes programs and links by the same call.
  std::error_code ignored;
  if (std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", fd.get()), ignored) !=
      "anon_inode:bpf-map") {
    return -EINVAL;
  }
  try {
    MapInfo info = DescribeMap(path, fd.get());
    Note("opens '{}'", Printable(path));
    return Insert({std::move(info), std::move(fd)});
  } catch (const KernelError& error) {
    return -error.error();
  }
}

int BrokerObjects::Pin(int number, const std::string& path) {
  const MapInfo* map = FindMap(number);
  if (map == nullptr)
    return -EBADF;
  if (!IsPinnedPath(path))
    return -EINVAL;
  if (!MayDo("pin", {Right::kPin, path, fmt::format("map '{}'", Printable(map->name))}))
    return -EPERM;
  try {
    MountBpffs();
  } catch (const KernelError& error) {
    return Report(error);
  }
  Note("pins map '{}' to '{}'", Printable(map->name), Printable(path));
  return bpf_obj_pin(map->fd, path.c_str()) == 0 ? 0 : -errno;
}

int BrokerObjects::CloseMap(int number) {
  return maps_.erase(number) == 1 ? 0 : -EBADF;
}

const MapInfo* BrokerObjects::FindMap(int number) const {
  auto found = maps_.find(number);
  return found == maps_.end() ? nullptr : &found->second.info;
}

void BrokerObjects::DetachForGood() {
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

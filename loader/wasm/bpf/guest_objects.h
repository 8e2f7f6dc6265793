// The things that a guest has opened: objects, their maps and attachments.  Guests get numbers
// of their own, never a descriptor of this process.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "loader/events/event_reader.h"
#include "loader/kernel/kernel_object.h"
#include "loader/permission/permission.h"
#include "loader/wasm/bpf/early_load.h"

namespace ecc::loader {

// A map that the guest has opened.  Who is using one keeps it alive when the guest closes it.
struct GuestMap {
  MapInfo info;
  uint64_t object = 0;  // 0: opened by its pinned path
  bool owns_fd = false;
  std::unique_ptr<EventReader> reader;  // made when it is first polled
  std::string pending;                  // read, not yet delivered
  bool is_polled = false;               // right now
  bool is_closed = false;

  ~GuestMap();
};

// Every function that returns an int answers with a negative errno of Linux when it fails, and
// says on standard error what the kernel refused.
class GuestObjects {
 public:
  // Called with each object's bytes before it is loaded; throws Error to refuse it.
  using Validate = std::function<void(const std::string& object)>;

  GuestObjects(std::string name, Permissions permissions, Validate validate, bool verbose);
  ~GuestObjects();

  // Begins to load an object that the guest will probably want, just so.
  void LoadEarly(std::string bytes) { early_.Start(std::move(bytes), name_, permissions_); }
  // 0 when that fails; load_error() tells why.
  uint64_t Load(std::string bytes);
  int load_error() const { return load_error_; }
  int Close(uint64_t handle);
  // SetAutoload and SetMaxEntries change the object that is loaded next.
  int SetAutoload(const std::string& program, bool autoload);
  int SetMaxEntries(const std::string& map, uint32_t max_entries);

  // A number of the attachment, above 0.
  int Attach(uint64_t handle, const std::string& program, const std::string& target);
  // Detaches the attachment of that number; 0: what was attached last for this program.
  int Detach(uint64_t handle, const std::string& program, int attachment);
  // The descriptor in this process of a loaded program that may be run, or negative.
  int ProgramFd(uint64_t handle, const std::string& program);

  int OpenMap(uint64_t handle, const std::string& name);
  int OpenPinned(const std::string& path);
  int Pin(int map, const std::string& path);
  int CloseMap(int map);
  // Null for a number that the guest does not have.
  std::shared_ptr<GuestMap> FindMap(int map) const;
  bool HasObject(uint64_t handle) const { return objects_.contains(handle); }

  // Undoes what would outlive the process, which ends then; from any thread.
  void DetachForGood();

 private:
  struct Object;
  class AttachingMark;

  // False, and a word on standard error, for what is not allowed.
  bool MayDo(std::string_view verb, const Need& need) const;
  uint64_t KernelMemory() const;
  size_t attachment_count() const;
  // Null, and an errno, when there is no such object or program.
  bpf_program* FindProgram(uint64_t handle, const std::string& name, int& error) const;
  int Insert(std::shared_ptr<GuestMap> map);
  template <typename Format, typename... Args>
  void Note(const Format& format, const Args&... args) const;

  std::string name_;
  Permissions permissions_;
  Validate validate_;
  bool verbose_;
  int load_error_ = 0;
  EarlyLoad early_;
  uint64_t next_handle_ = 1;
  int next_attachment_ = 1;
  std::map<uint64_t, std::unique_ptr<Object>> objects_;
  std::map<int, std::shared_ptr<GuestMap>> maps_;
  std::map<std::string, bool> autoload_;
  std::map<std::string, uint32_t> max_entries_;
  std::timed_mutex attachments_mutex_;
  std::condition_variable_any attached_;
  bool is_attaching_ = false;
  bool is_ending_ = false;
};

}  // namespace ecc::loader

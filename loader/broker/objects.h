// The things in the kernel that a guest has opened: objects, their maps and attachments.  The
// guest names them by numbers.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "loader/kernel/kernel_object.h"
#include "loader/permission/opened_object.h"
#include "loader/permission/permission.h"
#include "support/descriptors.h"

namespace ecc::loader {

// Every function that returns an int answers with a negative errno of Linux when it fails, and
// says on standard error what the kernel refused or what is not allowed.
class BrokerObjects {
 public:
  BrokerObjects(std::string name, Permissions permissions, bool verbose);
  ~BrokerObjects();

  // What is changed in an object before it is loaded.
  struct Changes {
    std::vector<std::pair<std::string, bool>> autoload;         // of programs
    std::vector<std::pair<std::string, uint32_t>> max_entries;  // of maps

    bool empty() const { return autoload.empty() && max_entries.empty(); }
  };
  // Loads an object that will probably be asked for, just so.  What is wrong with it is told
  // when it is.
  void LoadEarly(std::string bytes);
  // 0 when that fails; `error` tells why.
  uint64_t Load(std::string bytes, const Changes& changes, int& error);
  int Close(uint64_t handle);

  // A number of the attachment, above 0.
  int Attach(uint64_t handle, const std::string& program, const std::string& target);
  // Detaches the attachment of that number; 0: what was attached last for this program.
  int Detach(uint64_t handle, const std::string& program, int attachment);
  // The descriptor in this process of a loaded program that may be run, or negative.
  int ProgramFd(uint64_t handle, const std::string& program);
  // True for one that may take seconds and more.
  bool RunsLong(uint64_t handle, const std::string& program) const;

  // A number for the map.
  int OpenMap(uint64_t handle, const std::string& name);
  int OpenPinned(const std::string& path);
  int Pin(int map, const std::string& path);
  int CloseMap(int map);
  // Null for a number that was not given out.
  const MapInfo* FindMap(int map) const;

  // Detaches and closes everything.
  void CloseAll();
  // Undoes what would outlive the process, which ends then; from any thread.
  void DetachForGood();

 private:
  struct Object;
  class AttachingMark;
  struct OpenedMap {
    MapInfo info;
    FileDescriptor owned;  // of a map that was opened by its path
  };

  // False, and a word on standard error, for what is not allowed.
  bool MayDo(std::string_view verb, const Need& need) const;
  size_t attachment_count() const;
  // Null, and an errno, when there is no such object or program.
  bpf_program* FindProgram(uint64_t handle, const std::string& name, int& error) const;
  int Insert(OpenedMap map);
  template <typename Format, typename... Args>
  void Note(const Format& format, const Args&... args) const;

  std::string name_;
  Permissions permissions_;
  bool verbose_;
  // Bytes that maps of objects take, also of closed ones whose maps somebody may still hold.
  uint64_t kernel_memory_ = 0;
  std::string early_bytes_;
  OpenedObject early_;
  uint64_t next_handle_ = 1;
  int next_attachment_ = 1;
  std::map<uint64_t, std::unique_ptr<Object>> objects_;
  std::map<int, OpenedMap> maps_;
  std::timed_mutex attachments_mutex_;
  std::condition_variable_any attached_;
  bool is_attaching_ = false;
  bool is_ending_ = false;
};

}  // namespace ecc::loader

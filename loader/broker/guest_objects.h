// What a guest has opened, as its own process sees it: numbers, and the descriptors of its
// maps.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "loader/broker/message.h"
#include "loader/events/event_reader.h"
#include "loader/kernel/kernel_object.h"
#include "runtime-headers/abi/ecc-guest-abi.h"

namespace ecc::loader {

// A map that the guest has opened.  Who is using one keeps it alive when the guest closes it.
struct GuestMap {
  ~GuestMap() {
    if (reader != nullptr)
      TellLost(info.name, *reader);
  }

  MapInfo info;
  FileDescriptor fd;                    // outlives the reader
  uint64_t object = 0;                  // 0: opened by its pinned path
  std::unique_ptr<EventReader> reader;  // made when it is first polled
  std::string pending;                  // read, not yet delivered
  bool is_polled = false;               // right now
  bool is_closed = false;
};

// Asks the broker for what needs privileges.  Every function that returns an int answers with a
// negative errno of Linux when it fails.
class GuestObjects {
 public:
  // Hands a request to the broker and returns its answer.
  using Ask = std::function<Message(Message request)>;
  // Called with each object's bytes before it is loaded; throws Error to refuse it.
  using Validate = std::function<void(const std::string& object)>;

  GuestObjects(Ask ask, Validate validate);
  ~GuestObjects();

  // Tells what will probably be loaded, just so.
  void LoadEarly(const std::string& bytes);
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
  // Runs a program with these bytes; the numbers of `run` are set, and what comes out.
  struct RunBytes {
    std::string data;
    std::string context;
  };
  int TestRun(uint64_t handle, const std::string& program, ecc_test_run& run,
              const RunBytes& in, RunBytes& out);

  int OpenMap(uint64_t handle, const std::string& name);
  int OpenPinned(const std::string& path);
  int Pin(int map, const std::string& path);
  int CloseMap(int map);
  // Null for a number that the guest does not have.
  std::shared_ptr<GuestMap> FindMap(int map) const;
  bool HasObject(uint64_t handle) const { return handles_.contains(handle); }
  // Makes the map's reader; 0 or a negative errno.
  int OpenReader(int number, GuestMap& map);

  int InterfaceIndex(const std::string& name);

 private:
  int AskForResult(Message request);
  int InsertMap(Message answer, uint64_t handle);

  Ask ask_;
  Validate validate_;
  int load_error_ = 0;
  std::set<uint64_t> handles_;
  std::map<int, std::shared_ptr<GuestMap>> maps_;
  std::map<std::string, bool> autoload_;
  std::map<std::string, uint32_t> max_entries_;
};

}  // namespace ecc::loader

// The side with privileges: does for the guest's process what that may not do itself.
#pragma once

#include <string>
#include <vector>

#include "loader/broker/message.h"
#include "loader/broker/objects.h"

namespace ecc::loader {

// The requests; what follows each in the message, and the answer, stand beside it.  A result is
// 0 or more, or a negative errno of Linux.
enum class Request : uint64_t {
  kLoadEarly,    // object -> result, at once; what will probably be loaded
  kLoad,         // object, count, (program, autoload)..., count, (map, max_entries)...
                 //   -> handle (0: refused), error
  kClose,        // handle -> result
  kAttach,       // handle, program, target -> number of the attachment
  kDetach,       // handle, program, attachment (0: the last) -> result
  kTestRun,      // handle, program, flags, repeat, data, context, room for data and for context
                 //   -> result, return value, duration, sizes, data, context
  kOpenMap,      // handle, name -> number, map and its descriptor
  kOpenPinned,   // path -> the same
  kPin,          // map, path -> result
  kCloseMap,     // map -> result
  kOpenPerf,     // map -> result, and a descriptor for each CPU
  kInterface,    // name -> its index
  kOpenBelow,    // directory, path, flags, mode -> result, descriptor, number if a directory
  kUnlinkBelow,  // directory, path, flags -> result
  kMakeBelow,    // directory, path -> result
  kForgetBelow,  // directory -> result; its number is free again
};

// No directory's number.
inline constexpr uint64_t kNoDirectory = UINT64_MAX;
// Directories that a guest has open; as many as it may have files.
inline constexpr size_t kMaxDirectories = 1024;
// The most changes of one kind in one object; it cannot have as many programs or maps.
inline constexpr uint64_t kMaxChanges = 4096;
// Bytes that one test run may hand out; the kernel's own limits lie far below.
inline constexpr uint64_t kMaxRunBytes = 16 << 20;

class Broker {
 public:
  // `objects` must outlive this.  The guest's directories have their numbers from 0 on.
  explicit Broker(BrokerObjects& objects, std::vector<FileDescriptor> directories = {})
      : objects_(objects), directories_(std::move(directories)) {}

  // Throws BadMessage for what nobody of ours has sent.
  Message Answer(Message request);
  // Answers until the other side is gone; false when it misbehaves.
  bool Serve(int socket);

 private:
  Message Load(Message& request);
  Message RunTest(Message& request);
  Message DescribeMap(int number);
  Message OpenPerf(Message& request);
  Message OpenFile(Message& request);
  // Of the directory whose number comes next; negative for one that was not handed out.
  int TakeDirectory(Message& request) const;

  BrokerObjects& objects_;
  // Directories are named by their place in here: a descriptor of the guest's process could be
  // of anything that it may open.
  std::vector<FileDescriptor> directories_;
  std::string early_;  // to be loaded when the answer is on its way
};

}  // namespace ecc::loader

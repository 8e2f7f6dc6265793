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
  kOpenBelow,    // directory, path, flags, mode -> result, descriptor
  kUnlinkBelow,  // directory, path, flags -> result
  kMakeBelow,    // directory, path -> result
};

// The most changes of one kind in one object; it cannot have as many programs or maps.
inline constexpr uint64_t kMaxChanges = 4096;
// Bytes that one test run may hand out; the kernel's own limits lie far below.
inline constexpr uint64_t kMaxRunBytes = 16 << 20;

class Broker {
 public:
  // `objects` must outlive this.
  explicit Broker(BrokerObjects& objects) : objects_(objects) {}

  // Throws BadMessage for what nobody of ours has sent.
  Message Answer(Message request);
  // Answers until the other side is gone; false when it misbehaves.
  bool Serve(int socket);

 private:
  Message Load(Message& request);
  Message RunTest(Message& request);
  Message DescribeMap(int number);
  Message OpenPerf(Message& request);

  BrokerObjects& objects_;
  std::string early_;  // to be loaded when the answer is on its way
};

}  // namespace ecc::loader

// How much memory another process takes.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <thread>

#include "support/descriptors.h"

namespace ecc::loader {

// Ends a process by SIGKILL that takes more than this: engines have heaps of their own beside
// the guest's memory, which no option of theirs bounds.
class MemoryWatch {
 public:
  MemoryWatch(pid_t process, uint64_t most_bytes);
  ~MemoryWatch();
  MemoryWatch(const MemoryWatch&) = delete;
  MemoryWatch& operator=(const MemoryWatch&) = delete;

  // True when it had to.
  bool has_ended_it() const { return has_ended_it_; }

 private:
  void Watch();

  pid_t process_;
  uint64_t most_bytes_;
  std::atomic<bool> has_ended_it_ = false;
  FileDescriptor quit_;
  std::thread thread_;
};

// Bytes that a process has for itself alone; 0 when that cannot be told.
uint64_t OwnMemory(pid_t process);

}  // namespace ecc::loader

// How much memory another process takes.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>

#include "support/descriptors.h"

namespace ecc::loader {

// To read a stranger's package or module, and to print what comes of it.
inline constexpr uint64_t kMibToRead = 1024;

// Ends a process that takes more than this: engines have heaps of their own beside
// the guest's memory, which no option of theirs bounds.
class MemoryWatch {
 public:
  // `kill` ends it.
  MemoryWatch(pid_t process, uint64_t most_bytes, std::function<void()> kill);
  ~MemoryWatch();
  MemoryWatch(const MemoryWatch&) = delete;
  MemoryWatch& operator=(const MemoryWatch&) = delete;

  // Looks at it no more.
  void Finish();
  // True when it had to.
  bool has_ended_it() const { return has_ended_it_; }
  uint64_t most_bytes() const { return most_bytes_; }

 private:
  void Watch();

  pid_t process_;
  uint64_t most_bytes_;
  std::function<void()> kill_;
  std::atomic<bool> has_ended_it_ = false;
  FileDescriptor quit_;
  std::thread thread_;
};

// Bytes that a process has for itself: its own pages and those that it shares by no file, also
// in swap, and the kernel's tables of them.  0 when that cannot be told.
uint64_t OwnMemory(pid_t process);

}  // namespace ecc::loader

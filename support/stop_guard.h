// SIGINT, SIGTERM and a time limit: asked nicely first, then not.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include "support/descriptors.h"

namespace ecc::loader {

// That somebody wants an end; also seen by a process that was forked from the guard's.
class StopSignal {
 public:
  // The signal that came; 0 before.
  int signal() const { return *signal_; }
  // Readable from the first signal on.
  int fd() const { return event_fd_.get(); }

 protected:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void Raise(int signal);

 private:
  std::atomic<int>* signal_;  // in memory that processes share
  FileDescriptor event_fd_;
};

// Watches from a thread of its own, so that nothing that runs in the main thread can keep the
// program from ending.  Made before any other thread, as it blocks the signals in all of them.
class StopGuard : public StopSignal {
 public:
  // Blocks the signals; those that come are seen once it watches.
  StopGuard();
  // After `limit_s` seconds (0: never) it is as if SIGTERM had come.  `force` is called in the
  // guard's thread when the program has not ended some time after the first signal, or when a
  // second one comes; it detaches what outlives a process, and the process ends.
  StopGuard(double limit_s, std::function<void()> force);
  ~StopGuard();

  // Begins to watch, once.
  void Start(double limit_s, std::function<void()> force);
  // Nothing that `force` uses is used after this.
  void Finish();

 private:
  void Watch(double limit_s);
  void End(const char* why);

  std::function<void()> force_;
  int asked_ = 0;  // the signal that came; not read back from memory that others may write
  FileDescriptor signal_fd_;
  FileDescriptor quit_fd_;
  std::thread thread_;
};

}  // namespace ecc::loader

// A process that runs a stranger's things, and the socket to it.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <functional>
#include <string>

#include "loader/sandbox/memory_watch.h"
#include "support/descriptors.h"

namespace ecc::loader {

class Child {
 public:
  // Forks; the child runs `body` with its end of the socket and exits with what that returns,
  // or, when it throws, as `main` would.  Before there are threads.  Throws Error.
  explicit Child(const std::function<int(int socket)>& body);
  // Ends it by force unless it was waited for.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  int socket() const { return socket_.get(); }
  void Kill() const;
  // Waits until it is over; its number stays its own until Wait.
  void AwaitEnd() const;
  // Waits for its end; the status of waitpid(2).
  int Wait();

 private:
  pid_t pid_ = -1;
  FileDescriptor process_;  // negative before Linux 5.3
  FileDescriptor socket_;
  std::atomic<bool> is_running_ = true;
};

// The exit code in a status of waitpid(2); that of a shell when nobody reads its output any
// more. Throws Error for a process that died otherwise, or that the watch has ended; `file` is
// what it read.
int ExitCodeOf(const std::string& file, int status, const MemoryWatch& memory);

}  // namespace ecc::loader

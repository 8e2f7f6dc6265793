#include "loader/sandbox/child.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <utility>

#include "support/error.h"

namespace ecc::loader {

Child::Child(const std::function<int(int socket)>& body) {
  int sockets[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
    throw Error(fmt::format("cannot start a process: {}", strerror(errno)));
  socket_ = FileDescriptor(sockets[0]);
  FileDescriptor theirs(sockets[1]);
  // What waits to be written would be written twice.
  std::fflush(nullptr);
  pid_ = fork();
  if (pid_ < 0)
    throw Error(fmt::format("cannot start a process: {}", strerror(errno)));
  if (pid_ != 0) {
    process_ = FileDescriptor(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
    return;
  }
  int code = 1;
  try {
    code = body(theirs.get());
    // As for main: a full disk shows only when the buffer is written.
    if (code == 0 && (std::fflush(stdout) != 0 || std::ferror(stdout) != 0))
      throw Error("cannot write standard output");
  } catch (...) {
    code = ReportCurrentException("ecli");
  }
  std::fflush(nullptr);
  _exit(code);
}

Child::~Child() {
  if (!is_running_)
    return;
  Kill();
  Wait();
}

void Child::Kill() const {
  // By the process itself and not by its number, which somebody else may have by now.
  if (process_.get() >= 0)
    syscall(SYS_pidfd_send_signal, process_.get(), SIGKILL, nullptr, 0);
  else if (is_running_)
    kill(pid_, SIGKILL);
}

void Child::AwaitEnd() const {
  siginfo_t info;
  while (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) < 0 &&
         errno == EINTR) {
  }
}

int Child::Wait() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  is_running_ = false;
  return status;
}

int ExitCodeOf(const std::string& file, int status, const MemoryWatch& memory) {
  if (WIFEXITED(status))
    return WEXITSTATUS(status);
  if (memory.has_ended_it())
    throw Error(fmt::format("{}: to read it takes more than {} MiB of memory", file,
                            memory.most_bytes() >> 20));
  if (WTERMSIG(status) == SIGPIPE)
    return 128 + SIGPIPE;
  throw Error(fmt::format("{}: what reads it died of signal {} ({})", file, WTERMSIG(status),
                          strsignal(WTERMSIG(status))));
}

}  // namespace ecc::loader

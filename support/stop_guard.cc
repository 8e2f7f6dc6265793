// The main thread may be inside a guest, or hang in the kernel, when somebody presses Ctrl-C.
// So signals are blocked in all threads and read from a descriptor by one of their own, which
// first asks nicely – the main thread polls another descriptor – and after some time, or at a
// second signal, ends the process. timeout(1) sends its signal twice at once: the second only
// counts some time after the first.
#include "support/stop_guard.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <utility>

#include "support/descriptors.h"
#include "support/error.h"

namespace ecc::loader {
namespace {

using Clock = std::chrono::steady_clock;

// How long a program has for its summary.
constexpr std::chrono::seconds kGrace(5);
constexpr double kLongest = 1e9;  // seconds
// timeout(1) sends its signal twice; nobody presses Ctrl-C that fast.
constexpr std::chrono::milliseconds kSameSignal(300);

}  // namespace

StopGuard::StopGuard(double limit_s, std::function<void()> force) : force_(std::move(force)) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal_fd_ = FileDescriptor(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  event_fd_ = FileDescriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  quit_fd_ = FileDescriptor(eventfd(0, EFD_CLOEXEC));
  if (signal_fd_.get() < 0 || event_fd_.get() < 0 || quit_fd_.get() < 0)
    throw Error(fmt::format("cannot wait for signals: {}", strerror(errno)));
  thread_ = std::thread(&StopGuard::Watch, this, limit_s);
}

StopGuard::~StopGuard() {
  eventfd_write(quit_fd_.get(), 1);
  thread_.join();
}

void StopGuard::Watch(double limit_s) {
  Clock::time_point deadline = Clock::time_point::max();
  // No longer than the clock can count.
  limit_s = std::min(limit_s, kLongest);
  if (limit_s > 0) {
    deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                  std::chrono::duration<double>(limit_s));
  }
  while (true) {
    int timeout = -1;
    if (deadline != Clock::time_point::max()) {
      auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
      timeout = static_cast<int>(std::clamp<int64_t>(left.count() + 1, 0, 1 << 30));
    }
    pollfd files[] = {{signal_fd_.get(), POLLIN, 0}, {quit_fd_.get(), POLLIN, 0}};
    int ready = poll(files, 2, timeout);
    if (files[1].revents != 0)
      return;
    signalfd_siginfo info = {};
    int signal = 0;
    if (ready > 0 && read(signal_fd_.get(), &info, sizeof(info)) == sizeof(info)) {
      signal = static_cast<int>(info.ssi_signo);
    } else if (Clock::now() >= deadline) {
      signal = SIGTERM;
    }
    bool is_same = signal_ != 0 &&
                   Clock::now() < deadline - kGrace + std::chrono::nanoseconds(kSameSignal);
    if (signal == 0 || is_same)
      continue;
    if (signal_ != 0)
      End(info.ssi_signo != 0 ? "a second signal came" : "it did not end when it was asked to");
    signal_ = signal;
    deadline = Clock::now() + kGrace;
    eventfd_write(event_fd_.get(), 1);
  }
}

void StopGuard::End(const char* why) {
  force_();
  WriteToStderr(fmt::format("ecli: error: ended by force: {}\n", why));
  _exit(128 + signal_);
}

}  // namespace ecc::loader

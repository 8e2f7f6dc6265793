// The main thread may be inside a guest, or hang in the kernel, when somebody presses Ctrl-C.
// So signals are blocked in all threads and read from a descriptor by one of their own, which
// first asks nicely – the main thread polls another descriptor – and after some time, or at a
// second signal, ends the process. timeout(1) sends its signal twice at once: the second only
// counts some time after the first.
#include "support/stop_guard.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
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

StopSignal::StopSignal() : event_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  void* page = mmap(nullptr, sizeof(*signal_), PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (event_fd_.get() < 0 || page == MAP_FAILED)
    throw Error(fmt::format("cannot wait for signals: {}", strerror(errno)));
  signal_ = new (page) std::atomic<int>(0);
}

StopSignal::~StopSignal() {
  munmap(signal_, sizeof(*signal_));
}

void StopSignal::Raise(int signal) {
  *signal_ = signal;
  eventfd_write(event_fd_.get(), 1);
}

StopGuard::StopGuard() {
  sigset_t signals;
  sigemptyset(&signals);
  // Whatever would end the process by itself, and leave to nobody what has to be undone.
  for (int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM,
                     SIGPROF, SIGXCPU, SIGXFSZ, SIGIO, SIGPWR})
    sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal_fd_ = FileDescriptor(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  quit_fd_ = FileDescriptor(eventfd(0, EFD_CLOEXEC));
  if (signal_fd_.get() < 0 || quit_fd_.get() < 0)
    throw Error(fmt::format("cannot wait for signals: {}", strerror(errno)));
}

StopGuard::StopGuard(double limit_s, std::function<void()> force) : StopGuard() {
  Start(limit_s, std::move(force));
}

void StopGuard::Start(double limit_s, std::function<void()> force) {
  force_ = std::move(force);
  thread_ = std::thread(&StopGuard::Watch, this, limit_s);
}

StopGuard::~StopGuard() {
  Finish();
}

void StopGuard::Finish() {
  eventfd_write(quit_fd_.get(), 1);
  if (thread_.joinable())
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
    bool is_same =
        asked_ != 0 && Clock::now() < deadline - kGrace + std::chrono::nanoseconds(kSameSignal);
    if (signal == 0 || is_same)
      continue;
    if (asked_ != 0)
      End(info.ssi_signo != 0 ? "a second signal came" : "it did not end when it was asked to");
    asked_ = signal;
    Raise(signal);
    deadline = Clock::now() + kGrace;
  }
}

void StopGuard::End(const char* why) {
  force_();
  WriteToStderr(fmt::format("ecli: error: ended by force: {}\n", why));
  _exit(128 + asked_);
}

}  // namespace ecc::loader

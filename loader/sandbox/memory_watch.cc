#include "loader/sandbox/memory_watch.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>

namespace ecc::loader {
namespace {

// A process that takes memory as fast as it can gets so far in this time.
constexpr int kInterval_ms = 50;

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

uint64_t OwnMemory(pid_t process) {
  std::unique_ptr<std::FILE, FileCloser> file(
      std::fopen(fmt::format("/proc/{}/statm", process).c_str(), "re"));
  unsigned long long all = 0;
  unsigned long long resident = 0;
  unsigned long long shared = 0;
  if (file == nullptr ||
      std::fscanf(file.get(), "%llu %llu %llu", &all, &resident, &shared) != 3 ||
      shared > resident)
    return 0;
  return (resident - shared) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

MemoryWatch::MemoryWatch(pid_t process, uint64_t most_bytes)
    : process_(process),
      most_bytes_(most_bytes),
      quit_(eventfd(0, EFD_CLOEXEC)),
      thread_(&MemoryWatch::Watch, this) {}

MemoryWatch::~MemoryWatch() {
  eventfd_write(quit_.get(), 1);
  thread_.join();
}

void MemoryWatch::Watch() {
  pollfd quit = {quit_.get(), POLLIN, 0};
  while (poll(&quit, 1, kInterval_ms) <= 0) {
    if (OwnMemory(process_) <= most_bytes_)
      continue;
    has_ended_it_ = true;
    kill(process_, SIGKILL);
    return;
  }
}

}  // namespace ecc::loader

#include "loader/sandbox/memory_watch.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

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
      std::fopen(fmt::format("/proc/{}/status", process).c_str(), "re"));
  uint64_t sum = 0;
  char line[256];
  while (file != nullptr && std::fgets(line, sizeof(line), file.get()) != nullptr) {
    for (const char* name : {"RssAnon:", "RssShmem:", "VmPTE:", "VmSwap:"}) {
      unsigned long long kib = 0;
      size_t length = std::strlen(name);
      if (std::strncmp(line, name, length) == 0 &&
          std::sscanf(line + length, "%llu", &kib) == 1)
        sum += kib * 1024;
    }
  }
  return sum;
}

MemoryWatch::MemoryWatch(pid_t process, uint64_t most_bytes, std::function<void()> kill)
    : process_(process),
      most_bytes_(most_bytes),
      kill_(std::move(kill)),
      quit_(eventfd(0, EFD_CLOEXEC)),
      thread_(&MemoryWatch::Watch, this) {}

MemoryWatch::~MemoryWatch() {
  Finish();
}

void MemoryWatch::Finish() {
  eventfd_write(quit_.get(), 1);
  if (thread_.joinable())
    thread_.join();
}

void MemoryWatch::Watch() {
  pollfd quit = {quit_.get(), POLLIN, 0};
  while (poll(&quit, 1, kInterval_ms) <= 0) {
    if (OwnMemory(process_) <= most_bytes_)
      continue;
    has_ended_it_ = true;
    kill_();
    return;
  }
}

}  // namespace ecc::loader

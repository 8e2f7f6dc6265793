// wasi-libc imports much that a guest never calls.  What guests need works; the rest is linked,
// and answers that it is not there.
#include "loader/wasm/wasi/wasi.h"

#include <poll.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <ctime>
#include <map>

#include "loader/wasm/engine/bind.h"
#include "loader/wasm/wasi/wasi_abi.h"
#include "loader/wasm/wasi/wasi_files.h"

namespace ecc::loader {
namespace {

constexpr uint32_t kMaxSubscriptions = 1024;

uint64_t Now(uint32_t clock) {
  timespec time = {};
  clock_gettime(static_cast<clockid_t>(clock), &time);
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 +
         static_cast<uint64_t>(time.tv_nsec);
}

bool IsClock(uint32_t id) {
  return id <= CLOCK_THREAD_CPUTIME_ID;
}

// Answers for functions of preview 1 that no usual guest calls, but links.
template <typename... Args>
uint16_t NotSupported(Args...) {
  return wasi::kNosys;
}

uint16_t Yield() {
  return wasi::kSuccess;
}

void ExitProcess(uint32_t code) {
  throw GuestExit{code};
}

}  // namespace

uint16_t WasiErrno(int error) {
  static const std::map<int, uint16_t> kTable = {
      {E2BIG, 1},
      {EACCES, 2},
      {EAGAIN, 6},
      {EBADF, 8},
      {EBUSY, 10},
      {ECANCELED, 11},
      {EDQUOT, 19},
      {EEXIST, 20},
      {EFAULT, 21},
      {EFBIG, 22},
      {EINTR, 27},
      {EINVAL, 28},
      {EIO, 29},
      {EISDIR, 31},
      {ELOOP, 32},
      {EMFILE, 33},
      {EMLINK, 34},
      {EMSGSIZE, 35},
      {ENAMETOOLONG, 37},
      {ENFILE, 41},
      {ENODEV, 43},
      {ENOENT, 44},
      {ENOMEM, 48},
      {ENOSPC, 51},
      {ENOSYS, 52},
      {ENOTDIR, 54},
      {ENOTEMPTY, 55},
      {ENOTSUP, 58},
      {ENOTTY, 59},
      {ENXIO, 60},
      {EOVERFLOW, 61},
      {EPERM, 63},
      {EPIPE, 64},
      {ERANGE, 68},
      {EROFS, 69},
      {ESPIPE, 70},
      {ESRCH, 71},
      {ETIMEDOUT, 73},
      {ETXTBSY, 74},
      // openat2 says this of what leads out of the directory.
      {EXDEV, wasi::kNotcapable}};
  auto entry = kTable.find(error);
  return entry == kTable.end() ? static_cast<uint16_t>(wasi::kIo) : entry->second;
}

Wasi::Wasi(const WasiOptions& options, const GuestMemory& memory, const StopSignal& stop,
           std::function<void()> on_interrupt, std::function<void()> on_sleep)
    : options_(options),
      memory_(memory),
      stop_(stop),
      on_interrupt_(std::move(on_interrupt)),
      on_sleep_(std::move(on_sleep)),
      files_(std::make_unique<WasiFiles>(options, memory, stop)) {}

Wasi::~Wasi() = default;

uint16_t Wasi::ListSizes(const std::vector<std::string>& list, uint32_t count, uint32_t bytes) {
  size_t size = 0;
  for (const std::string& text : list) size += text.size() + 1;
  memory_.Write(count, static_cast<uint32_t>(list.size()));
  memory_.Write(bytes, static_cast<uint32_t>(size));
  return wasi::kSuccess;
}

uint16_t Wasi::List(const std::vector<std::string>& list, uint32_t pointers, uint32_t text) {
  for (const std::string& entry : list) {
    // Each is written where Bytes has found room; sums that wrap are found out there.
    memory_.Copy(text, std::as_bytes(std::span(entry.c_str(), entry.size() + 1)));
    memory_.Write(pointers, text);
    text += static_cast<uint32_t>(entry.size() + 1);
    pointers += sizeof(uint32_t);
  }
  return wasi::kSuccess;
}

uint16_t Wasi::PollOneoff(uint32_t in, uint32_t out, uint32_t count, uint32_t written) {
  if (count == 0 || count > kMaxSubscriptions)
    return wasi::kInval;
  memory_.Bytes(in, uint64_t{count} * sizeof(wasi::Subscription));
  memory_.Bytes(out, uint64_t{count} * sizeof(wasi::Event));
  std::vector<wasi::Subscription> subscriptions(count);
  std::vector<pollfd> files = {{stop_.fd(), POLLIN, 0}};
  uint64_t start = Now(CLOCK_MONOTONIC);
  uint64_t wake = UINT64_MAX;
  std::vector<uint64_t> due(count, UINT64_MAX);
  for (uint32_t i = 0; i < count; ++i) {
    auto& one = subscriptions[i];
    one = memory_.Read<wasi::Subscription>(
        in + i * static_cast<uint32_t>(sizeof(wasi::Subscription)));
    if (one.type == wasi::kClock && IsClock(one.clock.id)) {
      uint64_t wait = one.clock.timeout_ns;
      if ((one.clock.flags & wasi::kAbsoluteTime) != 0)
        wait -= std::min(wait, Now(one.clock.id));
      due[i] = wait > UINT64_MAX - start ? UINT64_MAX : start + wait;
      wake = std::min(wake, due[i]);
    } else if (one.type == wasi::kFdRead || one.type == wasi::kFdWrite) {
      int fd = files_->HostFd(one.fd);
      files.push_back(
          {fd, static_cast<short>(one.type == wasi::kFdRead ? POLLIN : POLLOUT), 0});
      // The kernel passes over what there is not; the guest is told at once.
      if (fd < 0)
        wake = start;
    } else {
      return wasi::kInval;
    }
  }
  on_sleep_();
  int ready = 0;
  do {
    uint64_t now = Now(CLOCK_MONOTONIC);
    uint64_t left = wake > now ? wake - now : 0;
    timespec timeout = {static_cast<time_t>(left / 1'000'000'000),
                        static_cast<long>(left % 1'000'000'000)};
    ready = ppoll(files.data(), files.size(), wake == UINT64_MAX ? nullptr : &timeout, nullptr);
  } while (ready < 0 && errno == EINTR);
  on_sleep_();
  if (stop_.signal() != 0) {
    // A sleep ends early, as it does when a signal strikes.
    on_interrupt_();
    return wasi::kIntr;
  }
  uint32_t events = 0;
  uint64_t now = Now(CLOCK_MONOTONIC);
  size_t file = 1;
  for (uint32_t i = 0; i < count; ++i) {
    bool is_file = subscriptions[i].type != wasi::kClock;
    bool is_due = is_file ? files[file].revents != 0 || files[file].fd < 0 : due[i] <= now;
    wasi::Event event = {};
    event.user_data = subscriptions[i].user_data;
    event.type = subscriptions[i].type;
    if (is_file && files[file].fd < 0)
      event.error = wasi::kBadf;
    if (is_due)
      memory_.Write(out + events++ * static_cast<uint32_t>(sizeof(event)), event);
    file += is_file ? 1 : 0;
  }
  memory_.Write(written, events);
  return wasi::kSuccess;
}

uint16_t Wasi::ArgumentSizes(uint32_t count, uint32_t bytes) {
  return ListSizes(options_.arguments, count, bytes);
}

uint16_t Wasi::Arguments(uint32_t pointers, uint32_t text) {
  return List(options_.arguments, pointers, text);
}

uint16_t Wasi::EnvironmentSizes(uint32_t count, uint32_t bytes) {
  return ListSizes(options_.environment, count, bytes);
}

uint16_t Wasi::Environment(uint32_t pointers, uint32_t text) {
  return List(options_.environment, pointers, text);
}

uint16_t Wasi::ClockTime(uint32_t clock, uint64_t /*precision*/, uint32_t out) {
  if (!IsClock(clock))
    return wasi::kInval;
  memory_.Write(out, Now(clock));
  return wasi::kSuccess;
}

uint16_t Wasi::ClockResolution(uint32_t clock, uint32_t out) {
  if (!IsClock(clock))
    return wasi::kInval;
  memory_.Write(out, uint64_t{1});
  return wasi::kSuccess;
}

uint16_t Wasi::Random(uint32_t address, uint32_t size) {
  std::span<std::byte> bytes = memory_.Bytes(address, size);
  while (!bytes.empty()) {
    ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno != EINTR)
      return WasiErrno(errno);
    bytes = bytes.subspan(static_cast<size_t>(std::max<ssize_t>(got, 0)));
  }
  return wasi::kSuccess;
}

std::vector<HostFunction> Wasi::Functions() {
  HostFunctions functions(kWasiModule);
  functions.Bind("args_sizes_get", *this, &Wasi::ArgumentSizes);
  functions.Bind("args_get", *this, &Wasi::Arguments);
  functions.Bind("environ_sizes_get", *this, &Wasi::EnvironmentSizes);
  functions.Bind("environ_get", *this, &Wasi::Environment);
  functions.Bind("clock_time_get", *this, &Wasi::ClockTime);
  functions.Bind("clock_res_get", *this, &Wasi::ClockResolution);
  functions.Bind("random_get", *this, &Wasi::Random);
  functions.Bind("poll_oneoff", *this, &Wasi::PollOneoff);
  functions.Bind("sched_yield", &Yield);
  functions.Bind("proc_exit", &ExitProcess);

  functions.Bind("fd_close", *files_, &WasiFiles::Close);
  functions.Bind("fd_fdstat_get", *files_, &WasiFiles::Stat);
  functions.Bind("fd_fdstat_set_flags", *files_, &WasiFiles::SetFlags);
  functions.Bind("fd_filestat_get", *files_, &WasiFiles::FileStat);
  functions.Bind("fd_seek", *files_, &WasiFiles::Seek);
  functions.Bind("fd_tell", *files_, &WasiFiles::Tell);
  functions.Bind("fd_read", *files_, &WasiFiles::Read);
  functions.Bind("fd_write", *files_, &WasiFiles::Write);
  functions.Bind("fd_prestat_get", *files_, &WasiFiles::PrestatGet);
  functions.Bind("fd_prestat_dir_name", *files_, &WasiFiles::PrestatName);
  functions.Bind("fd_readdir", *files_, &WasiFiles::ReadDirectory);
  functions.Bind("path_open", *files_, &WasiFiles::PathOpen);
  functions.Bind("path_filestat_get", *files_, &WasiFiles::PathFileStat);
  functions.Bind("path_unlink_file", *files_, &WasiFiles::PathUnlinkFile);
  functions.Bind("path_remove_directory", *files_, &WasiFiles::PathRemoveDirectory);
  functions.Bind("path_create_directory", *files_, &WasiFiles::PathMakeDirectory);

  using I32 = uint32_t;
  using I64 = uint64_t;
  functions.Bind("fd_advise", &NotSupported<I32, I64, I64, I32>);
  functions.Bind("fd_allocate", &NotSupported<I32, I64, I64>);
  functions.Bind("fd_datasync", &NotSupported<I32>);
  functions.Bind("fd_fdstat_set_rights", &NotSupported<I32, I64, I64>);
  functions.Bind("fd_filestat_set_size", &NotSupported<I32, I64>);
  functions.Bind("fd_filestat_set_times", &NotSupported<I32, I64, I64, I32>);
  functions.Bind("fd_pread", &NotSupported<I32, I32, I32, I64, I32>);
  functions.Bind("fd_pwrite", &NotSupported<I32, I32, I32, I64, I32>);
  functions.Bind("fd_renumber", &NotSupported<I32, I32>);
  functions.Bind("fd_sync", &NotSupported<I32>);
  functions.Bind("path_filestat_set_times", &NotSupported<I32, I32, I32, I32, I64, I64, I32>);
  functions.Bind("path_link", &NotSupported<I32, I32, I32, I32, I32, I32, I32>);
  functions.Bind("path_readlink", &NotSupported<I32, I32, I32, I32, I32, I32>);
  functions.Bind("path_rename", &NotSupported<I32, I32, I32, I32, I32, I32>);
  functions.Bind("path_symlink", &NotSupported<I32, I32, I32, I32, I32>);
  functions.Bind("proc_raise", &NotSupported<I32>);
  functions.Bind("sock_accept", &NotSupported<I32, I32, I32>);
  functions.Bind("sock_recv", &NotSupported<I32, I32, I32, I32, I32, I32>);
  functions.Bind("sock_send", &NotSupported<I32, I32, I32, I32, I32>);
  functions.Bind("sock_shutdown", &NotSupported<I32, I32>);
  return functions.Take();
}

}  // namespace ecc::loader

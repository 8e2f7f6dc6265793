#include "loader/wasm/wasi/wasi.h"

#include <poll.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <ctime>
#include <map>

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

uint32_t U32(uint64_t argument) {
  return static_cast<uint32_t>(argument);
}

// Functions of preview 1 that are linked and answer ENOSYS.
struct Missing {
  const char* name;
  const char* params;
};
constexpr Missing kMissing[] = {
    {"fd_advise", "iIIi"},
    {"fd_allocate", "iII"},
    {"fd_datasync", "i"},
    {"fd_fdstat_set_rights", "iII"},
    {"fd_filestat_set_size", "iI"},
    {"fd_filestat_set_times", "iIIi"},
    {"fd_pread", "iiiIi"},
    {"fd_pwrite", "iiiIi"},
    {"fd_renumber", "ii"},
    {"fd_sync", "i"},
    {"path_filestat_set_times", "iiiiIIi"},
    {"path_link", "iiiiiii"},
    {"path_readlink", "iiiiii"},
    {"path_rename", "iiiiii"},
    {"path_symlink", "iiiii"},
    {"proc_raise", "i"},
    {"sock_accept", "iii"},
    {"sock_recv", "iiiiii"},
    {"sock_send", "iiiii"},
    {"sock_shutdown", "ii"},
};

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

Wasi::Wasi(const WasiOptions& options, const GuestMemory& memory, const StopGuard& stop,
           std::function<void()> on_interrupt, std::function<void()> on_sleep)
    : options_(options),
      memory_(memory),
      stop_(stop),
      on_interrupt_(std::move(on_interrupt)),
      on_sleep_(std::move(on_sleep)),
      files_(std::make_unique<WasiFiles>(options.directories, memory, stop)) {}

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

std::vector<HostFunction> Wasi::Functions() {
  std::vector<HostFunction> functions;
  auto add = [&](const char* name, const char* params,
                 std::function<uint64_t(const uint64_t*)> call) {
    functions.push_back({kWasiModule, name, params, "i", std::move(call)});
  };
  WasiFiles& files = *files_;
  using Arguments = const uint64_t*;

  add("args_sizes_get", "ii",
      [this](Arguments a) { return ListSizes(options_.arguments, U32(a[0]), U32(a[1])); });
  add("args_get", "ii",
      [this](Arguments a) { return List(options_.arguments, U32(a[0]), U32(a[1])); });
  add("environ_sizes_get", "ii",
      [this](Arguments a) { return ListSizes(options_.environment, U32(a[0]), U32(a[1])); });
  add("environ_get", "ii",
      [this](Arguments a) { return List(options_.environment, U32(a[0]), U32(a[1])); });
  add("clock_time_get", "iIi", [this](Arguments a) -> uint64_t {
    if (!IsClock(U32(a[0])))
      return wasi::kInval;
    memory_.Write(U32(a[2]), Now(U32(a[0])));
    return wasi::kSuccess;
  });
  add("clock_res_get", "ii", [this](Arguments a) -> uint64_t {
    if (!IsClock(U32(a[0])))
      return wasi::kInval;
    memory_.Write(U32(a[1]), uint64_t{1});
    return wasi::kSuccess;
  });
  add("random_get", "ii", [this](Arguments a) -> uint64_t {
    std::span<std::byte> bytes = memory_.Bytes(U32(a[0]), U32(a[1]));
    while (!bytes.empty()) {
      ssize_t size = getrandom(bytes.data(), bytes.size(), 0);
      if (size < 0 && errno != EINTR)
        return WasiErrno(errno);
      bytes = bytes.subspan(static_cast<size_t>(std::max<ssize_t>(size, 0)));
    }
    return wasi::kSuccess;
  });
  add("sched_yield", "", [](Arguments) { return wasi::kSuccess; });
  add("poll_oneoff", "iiii",
      [this](Arguments a) { return PollOneoff(U32(a[0]), U32(a[1]), U32(a[2]), U32(a[3])); });
  functions.push_back({kWasiModule, "proc_exit", "i", "",
                       [](Arguments a) -> uint64_t { throw GuestExit{U32(a[0])}; }});

  add("fd_close", "i", [&files](Arguments a) { return files.Close(U32(a[0])); });
  add("fd_fdstat_get", "ii",
      [&files](Arguments a) { return files.Stat(U32(a[0]), U32(a[1])); });
  add("fd_fdstat_set_flags", "ii",
      [&files](Arguments a) { return files.SetFlags(U32(a[0]), U32(a[1])); });
  add("fd_filestat_get", "ii",
      [&files](Arguments a) { return files.FileStat(U32(a[0]), U32(a[1])); });
  add("fd_seek", "iIii", [&files](Arguments a) {
    return files.Seek(U32(a[0]), static_cast<int64_t>(a[1]), U32(a[2]), U32(a[3]));
  });
  add("fd_tell", "ii",
      [&files](Arguments a) { return files.Seek(U32(a[0]), 0, SEEK_CUR, U32(a[1])); });
  add("fd_read", "iiii",
      [&files](Arguments a) { return files.Read(U32(a[0]), U32(a[1]), U32(a[2]), U32(a[3])); });
  add("fd_write", "iiii", [&files](Arguments a) {
    return files.Write(U32(a[0]), U32(a[1]), U32(a[2]), U32(a[3]));
  });
  add("fd_prestat_get", "ii",
      [&files](Arguments a) { return files.PrestatGet(U32(a[0]), U32(a[1])); });
  add("fd_prestat_dir_name", "iii",
      [&files](Arguments a) { return files.PrestatName(U32(a[0]), U32(a[1]), U32(a[2])); });
  add("fd_readdir", "iiiIi", [&files](Arguments a) {
    return files.ReadDirectory(U32(a[0]), U32(a[1]), U32(a[2]), a[3], U32(a[4]));
  });
  add("path_open", "iiiiiIIii", [&files](Arguments a) {
    return files.PathOpen(U32(a[0]), U32(a[1]), U32(a[2]), U32(a[3]), U32(a[4]), a[5],
                          U32(a[7]), U32(a[8]));
  });
  add("path_filestat_get", "iiiii", [&files](Arguments a) {
    return files.PathFileStat(U32(a[0]), U32(a[1]), U32(a[2]), U32(a[3]), U32(a[4]));
  });
  add("path_unlink_file", "iii", [&files](Arguments a) {
    return files.PathUnlink(U32(a[0]), U32(a[1]), U32(a[2]), false);
  });
  add("path_remove_directory", "iii", [&files](Arguments a) {
    return files.PathUnlink(U32(a[0]), U32(a[1]), U32(a[2]), true);
  });
  add("path_create_directory", "iii", [&files](Arguments a) {
    return files.PathMakeDirectory(U32(a[0]), U32(a[1]), U32(a[2]));
  });
  for (const Missing& missing : kMissing)
    add(missing.name, missing.params, [](Arguments) { return wasi::kNosys; });
  return functions;
}

}  // namespace ecc::loader

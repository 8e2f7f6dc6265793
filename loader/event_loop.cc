#include "loader/event_loop.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <memory>

#include "btfgen/support/error.h"
#include "loader/event_types.h"

namespace ecc::loader {
namespace {

constexpr size_t kPerfBufferPages = 64;
constexpr uint64_t kEventsBetweenSignalChecks = 256;

// SIGINT and SIGTERM as a file that becomes readable.
class StopSignals {
 public:
  StopSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, &old_);
    fd_ = signalfd(-1, &signals, SFD_CLOEXEC);
    if (fd_ < 0)
      throw Error(fmt::format("signalfd: {}", strerror(errno)));
  }
  ~StopSignals() {
    close(fd_);
    sigprocmask(SIG_SETMASK, &old_, nullptr);
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  int fd() const { return fd_; }

  // True once one has come.  Takes it, so that it does not strike when the mask is restored.
  bool Received() {
    signalfd_siginfo info;
    pollfd descriptor = {fd_, POLLIN, 0};
    while (poll(&descriptor, 1, 0) > 0 && read(fd_, &info, sizeof(info)) == sizeof(info)) {
      received_ = true;
    }
    return received_;
  }

 private:
  int fd_ = -1;
  bool received_ = false;
  sigset_t old_;
};

class Receiver;

// What a callback needs to know of its buffer.
struct Source {
  Receiver* receiver;
  const EventBuffer* buffer;
};

struct RingCloser {
  void operator()(ring_buffer* ring) const { ring_buffer__free(ring); }
};
struct PerfCloser {
  void operator()(perf_buffer* perf) const { perf_buffer__free(perf); }
};

class Receiver {
 public:
  Receiver(const std::vector<EventBuffer>& buffers, const layout::Model& model,
           EventPrinter& printer, StopSignals& signals)
      : model_(model), printer_(printer), signals_(signals) {
    for (const EventBuffer& buffer : buffers) {
      sources_.push_back(std::make_unique<Source>(Source{this, &buffer}));
      buffer.is_perf ? AddPerf(buffer) : AddRing(buffer);
    }
  }

  std::vector<pollfd> Descriptors() const {
    std::vector<pollfd> descriptors;
    if (ring_)
      descriptors.push_back({ring_buffer__epoll_fd(ring_.get()), POLLIN, 0});
    for (const auto& perf : perfs_)
      descriptors.push_back({perf_buffer__epoll_fd(perf.get()), POLLIN, 0});
    return descriptors;
  }

  void Consume() {
    if (ring_)
      ring_buffer__consume(ring_.get());
    for (const auto& perf : perfs_) perf_buffer__consume(perf.get());
    if (failure_)
      std::rethrow_exception(failure_);
  }

  uint64_t lost() const { return lost_; }

 private:
  void AddRing(const EventBuffer& buffer) {
    Source* source = sources_.back().get();
    int error = 0;
    if (ring_ == nullptr) {
      ring_.reset(ring_buffer__new(buffer.fd, OnRing, source, nullptr));
      error = ring_ == nullptr ? errno : 0;
    } else {
      error = -ring_buffer__add(ring_.get(), buffer.fd, OnRing, source);
    }
    if (error != 0)
      throw Error(fmt::format("ring buffer '{}': {}", buffer.map, strerror(error)));
  }

  void AddPerf(const EventBuffer& buffer) {
    perf_buffer* perf = perf_buffer__new(buffer.fd, kPerfBufferPages, OnPerf, OnLost,
                                         sources_.back().get(), nullptr);
    if (perf == nullptr)
      throw Error(fmt::format("perf buffer '{}': {}", buffer.map, strerror(errno)));
    perfs_.emplace_back(perf);
  }

  static int OnRing(void* context, void* data, size_t size) {
    auto* source = static_cast<Source*>(context);
    return source->receiver->Receive(*source->buffer, data, size) ? 0 : -ECANCELED;
  }
  static void OnPerf(void* context, int, void* data, uint32_t size) {
    auto* source = static_cast<Source*>(context);
    source->receiver->Receive(*source->buffer, data, size);
  }
  static void OnLost(void* context, int, unsigned long long count) {
    static_cast<Source*>(context)->receiver->lost_ += count;
  }

  // No exception may cross libbpf: it is kept and thrown on the other side.
  bool Receive(const EventBuffer& buffer, const void* data, size_t size) {
    try {
      const layout::Record* type = FindEventType(model_, buffer.map, size, buffer.is_perf);
      if (type == nullptr) {
        printer_.CountUnknown();
      } else {
        printer_.Print(*type, ByteView(static_cast<const std::byte*>(data), type->size));
      }
    } catch (...) {
      failure_ = std::current_exception();
    }
    // Events may come as fast as they are printed, so that a buffer is never empty.
    bool is_stopped = ++received_ % kEventsBetweenSignalChecks == 0 && signals_.Received();
    return failure_ == nullptr && !is_stopped;
  }

  const layout::Model& model_;
  EventPrinter& printer_;
  StopSignals& signals_;
  std::vector<std::unique_ptr<Source>> sources_;
  std::unique_ptr<ring_buffer, RingCloser> ring_;
  std::vector<std::unique_ptr<perf_buffer, PerfCloser>> perfs_;
  std::exception_ptr failure_;
  uint64_t lost_ = 0;
  uint64_t received_ = 0;
};

}  // namespace

uint64_t RunEventLoop(const std::vector<EventBuffer>& buffers, const layout::Model& model,
                      EventPrinter& printer, int poll_timeout_ms) {
  StopSignals signals;
  Receiver receiver(buffers, model, printer, signals);
  std::vector<pollfd> descriptors = receiver.Descriptors();
  descriptors.insert(descriptors.begin(), {signals.fd(), POLLIN, 0});
  while (true) {
    int ready = poll(descriptors.data(), descriptors.size(), poll_timeout_ms);
    if (ready < 0 && errno != EINTR)
      throw Error(fmt::format("poll: {}", strerror(errno)));
    receiver.Consume();
    // A reader at the other end of a pipe wants events when they happen.
    if (fflush(stdout) != 0)
      throw Error(fmt::format("cannot write events: {}", strerror(errno)));
    if (signals.Received())
      return receiver.lost();
  }
}

}  // namespace ecc::loader

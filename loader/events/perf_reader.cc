// Each CPU has a ring of its own: one page that tells how far the kernel has written and we
// have read, and the data behind it, in which a record may wrap around (perf_event_open(2)).
// Nothing beyond what was published is read.
#include "loader/events/perf_reader.h"

#include <linux/perf_event.h>
#include <sys/epoll.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>

#include "loader/events/mapping.h"
#include "runtime-headers/abi/ecc-guest-abi.h"
#include "support/bits.h"
#include "support/byte_reader.h"

namespace ecc::loader {
namespace {

constexpr size_t kDataPages = 64;  // a power of 2

// One CPU's ring.
class PerfRing {
 public:
  explicit PerfRing(int fd)
      : memory_(fd, (1 + kDataPages) * PageSize(), PROT_READ | PROT_WRITE, 0) {}

  bool is_valid() const { return memory_.is_valid(); }

  // Calls `take` with the type and the bytes of each record behind its header.
  template <typename Take>
  void Consume(const Take& take) {
    auto* page = reinterpret_cast<perf_event_mmap_page*>(memory_.get());
    std::atomic_ref<__u64> head(page->data_head);
    std::atomic_ref<__u64> tail(page->data_tail);
    uint64_t end = head.load(std::memory_order_acquire);
    uint64_t position = tail.load(std::memory_order_relaxed);
    while (position != end) {
      perf_event_header header;
      if (end - position > size() || end - position < sizeof(header))
        break;
      Copy(position, &header, sizeof(header));
      if (header.size < sizeof(header) || header.size > end - position)
        break;
      std::string bytes(header.size - sizeof(header), '\0');
      Copy(position + sizeof(header), bytes.data(), bytes.size());
      take(header.type, bytes);
      position += header.size;
    }
    // Also what makes no sense is over with.
    tail.store(end, std::memory_order_release);
  }

 private:
  static uint64_t size() { return kDataPages * PageSize(); }

  void Copy(uint64_t position, void* out, size_t bytes) const {
    const std::byte* data = memory_.get() + PageSize();
    size_t start = position & (size() - 1);
    size_t first = std::min<size_t>(bytes, size() - start);
    std::memcpy(out, data + start, first);
    std::memcpy(static_cast<std::byte*>(out) + first, data, bytes - first);
  }

  Mapping memory_;
};

class PerfReader : public EventReader {
 public:
  PerfReader(const MapInfo& map, std::vector<FileDescriptor> events)
      : epoll_(epoll_create1(EPOLL_CLOEXEC)), events_(std::move(events)) {
    for (const FileDescriptor& event : events_) {
      rings_.emplace_back(event.get());
      epoll_event wanted = {};
      wanted.events = EPOLLIN;
      if (!rings_.back().is_valid() ||
          epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, event.get(), &wanted) != 0)
        FailToRead(map, errno);
    }
  }

  int fd() const override { return epoll_.get(); }
  uint64_t lost() const override { return lost_; }
  // What it has no room for, it counts.
  uint64_t times_full() const override { return 0; }

  size_t Read(std::span<std::byte> out) override {
    // All that there is is taken at once; what does not fit waits here.
    if (taken_ == records_.size()) {
      records_.clear();
      taken_ = 0;
      for (size_t cpu = 0; cpu < rings_.size(); ++cpu)
        rings_[cpu].Consume([&](uint32_t type, const std::string& bytes) {
          Take(static_cast<uint32_t>(cpu), type, bytes);
        });
    }
    std::span<const std::byte> left = AsBytes(records_).subspan(taken_);
    size_t size = MoveRecords(left, out);
    taken_ = records_.size() - left.size();
    return size;
  }

 private:
  void Take(uint32_t cpu, uint32_t type, const std::string& bytes) {
    if (type == PERF_RECORD_LOST && bytes.size() >= 2 * sizeof(uint64_t)) {
      uint64_t count = 0;  // behind the event's id
      std::memcpy(&count, bytes.data() + sizeof(uint64_t), sizeof(count));
      lost_ += count;
    }
    uint32_t size = 0;
    if (type != PERF_RECORD_SAMPLE || bytes.size() < sizeof(size))
      return;
    std::memcpy(&size, bytes.data(), sizeof(size));
    if (size > bytes.size() - sizeof(size))
      return;
    ecc_record header = {size, cpu};
    records_.append(reinterpret_cast<const char*>(&header), sizeof(header));
    records_.append(bytes, sizeof(size), size);
    records_.resize(RoundUp(records_.size(), 8));
  }

  FileDescriptor epoll_;
  std::vector<FileDescriptor> events_;
  std::vector<PerfRing> rings_;
  std::string records_;
  size_t taken_ = 0;
  uint64_t lost_ = 0;
};

}  // namespace

std::unique_ptr<EventReader> MakePerfReader(const MapInfo& map,
                                            std::vector<FileDescriptor> events) {
  return std::make_unique<PerfReader>(map, std::move(events));
}

}  // namespace ecc::loader

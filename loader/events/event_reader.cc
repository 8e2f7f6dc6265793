// libbpf calls back for every record, and a call into a guest costs more than a record.  So the
// buffers are mapped and read here, in stretches of many records.  The kernel publishes a
// record by its header: a length, with a bit that is set while it is still written; nothing
// beyond what was published is read.
#include "loader/events/event_reader.h"

#include <fmt/format.h>
#include <linux/bpf.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>

#include "loader/events/mapping.h"
#include "loader/events/perf_events.h"
#include "loader/events/perf_reader.h"
#include "runtime-headers/abi/ecc-guest-abi.h"
#include "support/bits.h"
#include "support/error.h"
#include "support/identifier.h"

namespace ecc::loader {
namespace {

constexpr size_t kHeaderBytes = sizeof(ecc_record);

// The kernel's ring buffer: one page with the reader's position, one with the writer's, and the
// data twice in a row, so that no record wraps around.
class RingReader : public EventReader {
 public:
  explicit RingReader(const MapInfo& map)
      : fd_(map.fd),
        mask_(map.max_entries - 1),
        consumer_(map.fd, PageSize(), PROT_READ | PROT_WRITE, 0),
        producer_(map.fd, PageSize() + 2 * size_t{map.max_entries}, PROT_READ,
                  static_cast<off_t>(PageSize())) {
    if (!consumer_.is_valid() || !producer_.is_valid())
      FailToRead(map, errno);
  }

  int fd() const override { return fd_; }
  uint64_t lost() const override { return 0; }
  uint64_t times_full() const override { return times_full_; }

  size_t Read(std::span<std::byte> out) override {
    std::atomic_ref<unsigned long> reader(*reinterpret_cast<unsigned long*>(consumer_.get()));
    std::atomic_ref<unsigned long> writer(*reinterpret_cast<unsigned long*>(producer_.get()));
    unsigned long start = reader.load(std::memory_order_relaxed);
    unsigned long end = writer.load(std::memory_order_acquire);
    unsigned long position = start;
    const std::byte* data = producer_.get() + PageSize();
    // Of a pinned map others may write the reader's position, or read as well and let the
    // kernel write over what we are looking at.  Then there is no telling where records begin.
    if (end - start > mask_ + 1 || start % 8 != 0) {
      reader.store(end, std::memory_order_release);
      return 0;
    }
    while (position < end) {
      uint32_t header = Header(data, position);
      if ((header & BPF_RINGBUF_BUSY_BIT) != 0)
        break;
      size_t bytes = RoundUp(size_t{header & kLength} + kHeaderBytes, 8);
      if (bytes > end - position) {
        reader.store(end, std::memory_order_release);
        return 0;
      }
      if (position - start + bytes > out.size()) {
        if (position == start && out.size() >= 2 * kHeaderBytes)
          return ReadCut(out, data, reader, start, start + bytes);
        break;
      }
      position += bytes;
      largest_ = std::max(largest_, bytes);
    }
    // The kernel leaves at least one byte free.
    if (end - start + largest_ > mask_)
      ++times_full_;
    size_t size = position - start;
    if (size != 0) {
      std::memcpy(out.data(), data + (start & mask_), size);
      reader.store(position, std::memory_order_release);
    }
    return size;
  }

 private:
  static constexpr uint32_t kLength = ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
  static_assert(ECC_RECORD_DISCARDED == BPF_RINGBUF_DISCARD_BIT);

  uint32_t Header(const std::byte* data, unsigned long position) const {
    auto* word =
        const_cast<uint32_t*>(reinterpret_cast<const uint32_t*>(data + (position & mask_)));
    return std::atomic_ref<uint32_t>(*word).load(std::memory_order_acquire);
  }

  template <typename Position>
  size_t ReadCut(std::span<std::byte> out, const std::byte* data, Position& reader,
                 unsigned long start, unsigned long end) const {
    size_t size = out.size() / 8 * 8;
    uint32_t header = Header(data, start) & BPF_RINGBUF_DISCARD_BIT;
    header |= static_cast<uint32_t>(size - kHeaderBytes);
    std::memcpy(out.data(), data + (start & mask_), size);
    std::memcpy(out.data(), &header, sizeof(header));
    reader.store(end, std::memory_order_release);
    return size;
  }

  int fd_;
  unsigned long mask_;
  size_t largest_ = 0;  // bytes of a record with its header
  uint64_t times_full_ = 0;
  Mapping consumer_;
  Mapping producer_;
};

}  // namespace

void TellLost(std::string_view buffer, const EventReader& reader) {
  if (reader.lost() != 0)
    WriteToStderr(fmt::format("ecli: {} event(s) lost: perf buffer '{}' was full\n",
                              reader.lost(), Printable(buffer)));
  if (reader.times_full() != 0)
    WriteToStderr(
        fmt::format("ecli: ring buffer '{}' was found full {} time(s): events may be lost\n"
                    "help: `ecc --count-lost` counts them; a larger max_entries keeps more\n",
                    Printable(buffer), reader.times_full()));
}

void FailToRead(const MapInfo& map, int error) {
  throw KernelError(fmt::format("cannot read the buffer '{}'", map.name), error);
}

size_t MoveRecords(std::span<const std::byte>& records, std::span<std::byte> out) {
  size_t size = 0;
  while (!records.empty()) {
    ecc_record header;
    std::memcpy(&header, records.data(), sizeof(header));
    uint32_t discarded = header.size & ECC_RECORD_DISCARDED;
    size_t bytes = RoundUp((header.size & ~ECC_RECORD_DISCARDED) + kHeaderBytes, 8);
    size_t room = out.size() - size;
    size_t copied = bytes;
    if (bytes > room) {
      if (size != 0 || room < 2 * kHeaderBytes)
        break;
      copied = room / 8 * 8;
      header.size = static_cast<uint32_t>(copied - kHeaderBytes) | discarded;
    }
    std::memcpy(out.data() + size, records.data(), copied);
    std::memcpy(out.data() + size, &header, sizeof(header));
    size += copied;
    records = records.subspan(bytes);
  }
  return size;
}

EventRecord TakeRecord(std::span<const std::byte>& stretch) {
  ecc_record header;
  std::memcpy(&header, stretch.data(), sizeof(header));
  bool is_discarded = (header.size & ECC_RECORD_DISCARDED) != 0;
  size_t size = header.size & ~ECC_RECORD_DISCARDED;
  EventRecord record = {stretch.subspan(kHeaderBytes, size), is_discarded};
  stretch = stretch.subspan(RoundUp(kHeaderBytes + size, 8));
  return record;
}

std::unique_ptr<EventReader> OpenEventReader(const MapInfo& map) {
  if (map.type == BPF_MAP_TYPE_RINGBUF)
    return std::make_unique<RingReader>(map);
  if (map.type == BPF_MAP_TYPE_PERF_EVENT_ARRAY)
    return MakePerfReader(map, OpenPerfEvents(map));
  FailToRead(map, EINVAL);
}

}  // namespace ecc::loader

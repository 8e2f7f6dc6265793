// While a guest's function is called for a record, it may close the map, poll another buffer or
// end.  So records are copied first, the map is held, and a buffer that is being polled cannot
// be polled again.
#include "loader/wasm/bpf/event_polls.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <utility>
#include <vector>

namespace ecc::loader {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kStretchBytes = 256 * 1024;
constexpr unsigned kPollsAfterSignal = 100;

}  // namespace

EventPolls::EventPolls(Engine& engine, const GuestMemory& memory, GuestObjects& objects,
                       const StopSignal& stop, std::function<void()> interrupt)
    : engine_(engine),
      memory_(memory),
      objects_(objects),
      stop_(stop),
      interrupt_(std::move(interrupt)) {}

int EventPolls::Open(int number, std::shared_ptr<GuestMap>& map) {
  map = objects_.FindMap(number);
  if (map == nullptr)
    return -EBADF;
  // A function that is called for a record of a buffer may not poll the same one.
  if (map->is_polled)
    return -EBUSY;
  return map->reader == nullptr ? objects_.OpenReader(number, *map) : 0;
}

int EventPolls::WaitFor(std::span<const std::shared_ptr<GuestMap>> maps, int timeout_ms) {
  std::vector<pollfd> files = {{stop_.fd(), POLLIN, 0}};
  bool is_pending = false;
  for (const auto& map : maps) {
    files.push_back({map->reader->fd(), POLLIN, 0});
    is_pending |= !map->pending.empty();
  }
  Clock::time_point deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
  int ready = 0;
  do {
    int left = timeout_ms;
    if (timeout_ms > 0) {
      auto rest = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
      left = static_cast<int>(std::max<int64_t>(rest.count(), 0));
    }
    ready = poll(files.data(), files.size(), is_pending ? 0 : left);
    // The engine's own signals interrupt as well.
  } while (ready < 0 && errno == EINTR);
  if (stop_.signal() != 0) {
    interrupt_();
    // A poll that does not wait is not interrupted; in the end a guest without a handler is.
    if (timeout_ms == 0 && ++polls_after_signal_ < kPollsAfterSignal)
      return is_pending ? std::max(ready, 1) : ready;
    // A guest that goes on in spite of EINTR is told in another way.
    return std::exchange(was_interrupted_, true) ? -ECANCELED : -EINTR;
  }
  return is_pending ? std::max(ready, 1) : ready;
}

int EventPolls::Wait(std::span<const int> numbers, int timeout_ms) {
  std::vector<std::shared_ptr<GuestMap>> maps(numbers.size());
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (int error = Open(numbers[i], maps[i]); error != 0)
      return error;
  }
  return WaitFor(maps, timeout_ms);
}

int EventPolls::Read(int number, uint32_t data, uint32_t room, int timeout_ms) {
  std::shared_ptr<GuestMap> map;
  if (int error = Open(number, map); error != 0)
    return error;
  room = std::min<uint32_t>(room, INT_MAX);
  auto read = [&] {
    std::span<std::byte> bytes = memory_.Bytes(data, room);
    // Records that an earlier poll with a function has left come first, all of them.
    if (!map->pending.empty()) {
      std::span<const std::byte> left = std::as_bytes(std::span(map->pending));
      size_t size = MoveRecords(left, bytes);
      map->pending.erase(0, map->pending.size() - left.size());
      return static_cast<int>(size);
    }
    return static_cast<int>(map->reader->Read(bytes));
  };
  // Without asking the kernel: what is there can be seen.
  int size = stop_.signal() == 0 ? read() : 0;
  if (size != 0)
    return size;
  int ready = WaitFor({&map, 1}, timeout_ms);
  return ready <= 0 ? ready : read();
}

int EventPolls::Poll(int number, const Target& target, int timeout_ms) {
  std::shared_ptr<GuestMap> map;
  if (int error = Open(number, map); error != 0)
    return error;
  int ready = WaitFor({&map, 1}, timeout_ms);
  if (ready <= 0)
    return ready;
  map->is_polled = true;
  int count = 0;
  int result = 0;
  try {
    while (result >= 0 && !map->is_closed && stop_.signal() == 0) {
      if (map->pending.empty()) {
        map->pending.resize(kStretchBytes);
        size_t size = map->reader->Read(std::as_writable_bytes(std::span(map->pending)));
        map->pending.resize(size);
        if (size == 0)
          break;
      }
      result = Deliver(*map, target);
      count += result >= 0 ? result : 0;
    }
  } catch (...) {
    map->is_polled = false;
    throw;
  }
  map->is_polled = false;
  return result < 0 ? result : count;
}

// Hands out the records that were read; how many, or the guest's negative result.
int EventPolls::Deliver(GuestMap& map, const Target& target) {
  std::span<const std::byte> left = std::as_bytes(std::span(map.pending));
  int count = 0;
  int result = 0;
  while (!left.empty() && result >= 0 && !map.is_closed && stop_.signal() == 0) {
    EventRecord record = TakeRecord(left);
    if (record.is_discarded)
      continue;
    // A record that does not fit is cut, and the guest is told the size of the part that it
    // has.
    auto size = static_cast<uint32_t>(std::min<size_t>(record.bytes.size(), target.room));
    memory_.Copy(target.data, record.bytes.first(size));
    result = static_cast<int>(
        engine_.CallTable(target.function, {target.context, target.data, size}));
    ++count;
  }
  map.pending.erase(0, map.pending.size() - left.size());
  return result < 0 ? result : count;
}

int EventPolls::Lost(int number, uint64_t& count) {
  std::shared_ptr<GuestMap> map;
  int error = Open(number, map);
  if (error == 0)
    count = map->reader->lost();
  return error;
}

}  // namespace ecc::loader

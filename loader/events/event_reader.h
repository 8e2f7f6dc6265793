// Ring and perf buffers, read in stretches of many records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "loader/kernel/kernel_object.h"

namespace ecc::loader {

// Records come as runtime-headers/abi/ecc-guest-abi.h tells (struct ecc_record): a header of 8
// bytes and the record, both together rounded up to 8.
class EventReader {
 public:
  virtual ~EventReader() = default;

  // Readable when there is something to read.
  virtual int fd() const = 0;
  // Moves as many whole records to `out` as fit, and returns the bytes written.  One that does
  // not fit into all of `out` is cut.
  virtual size_t Read(std::span<std::byte> out) = 0;
  // Records that the kernel had no room for; it does not count those of ring buffers.
  virtual uint64_t lost() const = 0;
  // How often a ring buffer had no room for one more of its largest records when it was read:
  // then some may be lost.
  virtual uint64_t times_full() const = 0;
};

// Says on standard error what a buffer had no room for.
void TellLost(std::string_view buffer, const EventReader& reader);

// One record of such a stretch.
struct EventRecord {
  std::span<const std::byte> bytes;
  bool is_discarded = false;
};
// Takes the next record off the front of a stretch that is not empty.
EventRecord TakeRecord(std::span<const std::byte>& stretch);

// Moves as many whole records off the front of `records` to `out` as fit, and returns the bytes
// written.  One that does not fit into all of `out` is cut.
size_t MoveRecords(std::span<const std::byte>& records, std::span<std::byte> out);

// Throws KernelError, for whoever reads a buffer.
[[noreturn]] void FailToRead(const MapInfo& map, int error);

// Throws KernelError for a map that is neither a ring buffer nor a perf buffer.
std::unique_ptr<EventReader> OpenEventReader(const MapInfo& map);

}  // namespace ecc::loader

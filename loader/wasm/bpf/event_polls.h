// wasm_bpf_buffer_poll and what waits for several buffers.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "loader/broker/guest_objects.h"
#include "loader/wasm/engine/guest_memory.h"
#include "support/stop_guard.h"

namespace ecc::loader {

// Every function answers with a negative errno of Linux when it fails.
class EventPolls {
 public:
  // `interrupt` tells the guest of a signal.
  EventPolls(Engine& engine, const GuestMemory& memory, GuestObjects& objects,
             const StopSignal& stop, std::function<void()> interrupt);

  // Where records go to and what is called for each.
  struct Target {
    uint32_t function;
    uint32_t context;
    uint32_t data;
    uint32_t room;
  };
  // Waits up to `timeout_ms` (negative: for ever) and calls the guest for each record; the
  // number of records, or the negative result of the guest's function, which ends the poll.
  int Poll(int map, const Target& target, int timeout_ms);
  // Waits as well, and moves records to the guest's memory; the number of bytes.
  int Read(int map, uint32_t data, uint32_t room, int timeout_ms);
  // Waits until one of several buffers has something; how many have.
  int Wait(std::span<const int> maps, int timeout_ms);
  // Records that the kernel dropped.
  int Lost(int map, uint64_t& count);

 private:
  int Open(int map, std::shared_ptr<GuestMap>& out);
  int WaitFor(std::span<const std::shared_ptr<GuestMap>> maps, int timeout_ms);
  int Deliver(GuestMap& map, const Target& target);

  Engine& engine_;
  const GuestMemory& memory_;
  GuestObjects& objects_;
  const StopSignal& stop_;
  std::function<void()> interrupt_;
  bool was_interrupted_ = false;
  unsigned polls_after_signal_ = 0;
};

}  // namespace ecc::loader

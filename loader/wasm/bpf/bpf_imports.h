// The import module `wasm_bpf`: the six functions of docs/guest-abi.md.
#pragma once

#include <functional>
#include <vector>

#include "loader/wasm/bpf/event_polls.h"
#include "loader/wasm/bpf/live_sections.h"
#include "loader/wasm/bpf/map_commands.h"

namespace ecc::loader {

constexpr const char* kBpfModule = "wasm_bpf";

class BpfImports {
 public:
  // All must outlive this; `interrupt` tells the guest of a signal.
  BpfImports(Engine& engine, const GuestMemory& memory, GuestObjects& objects,
             const StopSignal& stop, std::function<void()> interrupt);

  std::vector<HostFunction> Functions();

  // Says that the guest knows runtime-headers/abi/ecc-guest-abi.h.
  void Negotiate() { is_negotiated_ = true; }
  // Brings variables that are live up to date, on both sides.
  void ExchangeLive() { live_.Exchange(); }
  int cpus() const { return commands_.cpus(); }

 private:
  // The six, with their arguments.  Negative results are errno of Linux.
  uint64_t LoadObject(uint32_t address, uint32_t size);
  int CloseObject(uint64_t object);
  int AttachProgram(uint64_t object, uint32_t name, uint32_t target);
  int MapByName(uint64_t object, uint32_t name);
  int MapOperate(int map, uint32_t command, uint32_t key, uint32_t value, uint32_t next_key,
                 uint64_t flags);
  int BufferPoll(uint64_t object, int map, uint32_t function, uint32_t context, uint32_t data,
                 uint32_t room, int timeout_ms);

  const GuestMemory& memory_;
  GuestObjects& objects_;
  EventPolls polls_;
  LiveSections live_;
  MapCommands commands_;
  bool is_negotiated_ = false;
};

}  // namespace ecc::loader

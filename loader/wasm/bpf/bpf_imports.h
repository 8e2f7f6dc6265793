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
             const StopGuard& stop, std::function<void()> interrupt);

  std::vector<HostFunction> Functions();

  // Says that the guest knows runtime-headers/abi/ecc-guest-abi.h.
  void Negotiate() { is_negotiated_ = true; }
  // Brings variables that are live up to date, on both sides.
  void ExchangeLive() { live_.Exchange(); }
  int cpus() const { return commands_.cpus(); }

 private:
  int BufferPoll(const uint64_t* arguments);

  const GuestMemory& memory_;
  GuestObjects& objects_;
  EventPolls polls_;
  LiveSections live_;
  MapCommands commands_;
  bool is_negotiated_ = false;
};

}  // namespace ecc::loader

// wasm_bpf_map_operate: the four commands that every host has, and ours.
#pragma once

#include <cstdint>

#include "loader/broker/guest_objects.h"
#include "loader/wasm/bpf/event_polls.h"
#include "loader/wasm/bpf/live_sections.h"
#include "loader/wasm/engine/guest_memory.h"

namespace ecc::loader {

class MapCommands {
 public:
  MapCommands(const GuestMemory& memory, GuestObjects& objects, EventPolls& polls,
              LiveSections& live);

  struct Call {
    int map;
    uint32_t command;
    uint32_t key;
    uint32_t value;
    uint32_t next_key;
    uint64_t flags;
  };
  // 0 or more, or a negative errno of Linux.
  int Run(const Call& call);

  int cpus() const { return cpus_; }

 private:
  int RunOnMap(const Call& call);
  int RunElement(const Call& call, const GuestMap& map);
  int RunBatch(const Call& call, const GuestMap& map);
  int Submit(const Call& call, const GuestMap& map);
  int TestRun(const Call& call);
  int Wait(const Call& call);
  uint64_t ValueBytes(const MapInfo& map) const;

  const GuestMemory& memory_;
  GuestObjects& objects_;
  EventPolls& polls_;
  LiveSections& live_;
  int cpus_;
};

}  // namespace ecc::loader

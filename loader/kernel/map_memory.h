// What a map takes of the kernel's memory.
#pragma once

#include <cstdint>

namespace ecc::loader {

// A map's definition, as far as its size goes.
struct MapShape {
  uint32_t type = 0;        // enum bpf_map_type
  uint32_t key_size = 0;    // bytes
  uint32_t value_size = 0;  // bytes
  uint32_t max_entries = 0;
};

// Bytes that a map takes when it is full, as far as its definition tells; the kernel's own
// share of each element is included.  UINT64_MAX for what cannot be counted in 64 bits.
uint64_t MapMemory(const MapShape& map, unsigned cpus);

// The sum of two, which stays at UINT64_MAX.
uint64_t AddBytes(uint64_t a, uint64_t b);

}  // namespace ecc::loader

// What a map takes of the kernel's memory.
#pragma once

#include <cstdint>

struct bpf_map;

namespace ecc::loader {

// Bytes that a map takes when it is full, as far as its definition tells; the kernel's own
// share of each element is included.  UINT64_MAX for what cannot be counted in 64 bits.
uint64_t MapMemory(const bpf_map* map);

// The sum of two, which stays at UINT64_MAX.
uint64_t AddBytes(uint64_t a, uint64_t b);

}  // namespace ecc::loader

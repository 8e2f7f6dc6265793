// The kernel makes most maps whole when they are made, from numbers of the object's choice:
// four billion elements of four gigabytes.  They are added up before anything is loaded.  The
// kernel's own words for an element are those of 64-bit kernels, rounded up.
#include "loader/kernel/map_memory.h"

#include <linux/bpf.h>

#include "support/bits.h"

namespace ecc::loader {
namespace {

constexpr uint64_t kHashElement = 64;  // bytes beside key and value: links, hash, bucket
constexpr uint64_t kTrieElement = 64;
constexpr uint64_t kPointer = 16;  // an element that only points to something
constexpr uint64_t kPage = 4096;
constexpr uint64_t kPerfPages = 65;      // of each CPU, when it is read
constexpr uint64_t kOwners = 10000;      // tasks, sockets, files that may each have a value
constexpr uint32_t kCgroupStorage = 32;  // BPF_MAP_TYPE_CGRP_STORAGE, of Linux 6.2
constexpr uint32_t kArena = 33;          // BPF_MAP_TYPE_ARENA, of Linux 6.9

uint64_t Multiply(uint64_t a, uint64_t b) {
  uint64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

}  // namespace

uint64_t AddBytes(uint64_t a, uint64_t b) {
  uint64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

uint64_t MapMemory(const MapShape& map, unsigned cpus) {
  uint64_t entries = map.max_entries;
  uint64_t key = RoundUp(uint64_t{map.key_size}, 8);
  uint64_t value = RoundUp(uint64_t{map.value_size}, 8);
  switch (map.type) {
    case BPF_MAP_TYPE_ARRAY:
    case BPF_MAP_TYPE_QUEUE:
    case BPF_MAP_TYPE_STACK:
      return Multiply(entries, value);
    case BPF_MAP_TYPE_PERCPU_ARRAY:
      return Multiply(entries, Multiply(value, cpus));
    case BPF_MAP_TYPE_PERCPU_HASH:
    case BPF_MAP_TYPE_LRU_PERCPU_HASH:
      return Multiply(entries, AddBytes(kHashElement + key, Multiply(value, cpus)));
    case BPF_MAP_TYPE_LPM_TRIE:
      return Multiply(entries, kTrieElement + key + value);
    case BPF_MAP_TYPE_STACK_TRACE:
      return Multiply(entries, 2 * (kHashElement + value));
    case BPF_MAP_TYPE_RINGBUF:
    case BPF_MAP_TYPE_USER_RINGBUF:
      return entries;
    case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
      return AddBytes(Multiply(entries, kPointer), cpus * kPerfPages * kPage);
    case kArena:
      return Multiply(entries, kPage);
    case BPF_MAP_TYPE_STRUCT_OPS:
      return value;
    case BPF_MAP_TYPE_SK_STORAGE:
    case BPF_MAP_TYPE_INODE_STORAGE:
    case BPF_MAP_TYPE_TASK_STORAGE:
    case kCgroupStorage:
      return Multiply(kOwners, kHashElement + value);
    default:
      // Hashes, bloom filters, and whatever comes: no map has more beside its elements.
      return Multiply(entries, kHashElement + key + value);
  }
}

}  // namespace ecc::loader

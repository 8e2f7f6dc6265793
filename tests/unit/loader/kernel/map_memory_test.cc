#include "loader/kernel/map_memory.h"

#include <gtest/gtest.h>
#include <linux/bpf.h>

namespace ecc::loader {
namespace {

TEST(MapMemory, CountsElementsOfEightBytesAndMore) {
  EXPECT_EQ(80u, MapMemory({BPF_MAP_TYPE_ARRAY, 4, 5, 10}, 4));
  EXPECT_EQ(320u, MapMemory({BPF_MAP_TYPE_PERCPU_ARRAY, 4, 5, 10}, 4));
  // Key and value of 8, and 64 of the kernel's.
  EXPECT_EQ(800u, MapMemory({BPF_MAP_TYPE_HASH, 4, 5, 10}, 4));
  EXPECT_EQ(1040u, MapMemory({BPF_MAP_TYPE_PERCPU_HASH, 4, 5, 10}, 4));
  EXPECT_EQ(4096u, MapMemory({BPF_MAP_TYPE_RINGBUF, 0, 0, 4096}, 4));
  EXPECT_EQ(3 * 4096u, MapMemory({33, 0, 0, 3}, 4));
  EXPECT_EQ(2 * 65 * 4096u, MapMemory({BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4, 0}, 2));
  EXPECT_EQ(16u, MapMemory({BPF_MAP_TYPE_STRUCT_OPS, 4, 12, 1}, 4));
}

// They have no number of elements: whoever has a task or a socket may have a value.
TEST(MapMemory, CountsStorageForManyOwners) {
  EXPECT_EQ(10000u * 72, MapMemory({BPF_MAP_TYPE_TASK_STORAGE, 4, 8, 0}, 4));
  EXPECT_EQ(10000u * 72, MapMemory({32, 4, 8, 0}, 4));
}

TEST(MapMemory, DoesNotWrapAround) {
  EXPECT_EQ(uint64_t{UINT32_MAX} * (uint64_t{UINT32_MAX} + 1),
            MapMemory({BPF_MAP_TYPE_ARRAY, 4, UINT32_MAX, UINT32_MAX}, 1));
  EXPECT_EQ(UINT64_MAX, MapMemory({BPF_MAP_TYPE_PERCPU_ARRAY, 4, UINT32_MAX, UINT32_MAX}, 4));
  EXPECT_EQ(UINT64_MAX, MapMemory({BPF_MAP_TYPE_HASH, UINT32_MAX, UINT32_MAX, UINT32_MAX}, 4));
  EXPECT_EQ(UINT64_MAX, AddBytes(UINT64_MAX, 1));
  EXPECT_EQ(UINT64_MAX, AddBytes(UINT64_MAX - 1, 1));
}

}  // namespace
}  // namespace ecc::loader

// Each call that asks a ring buffer for room has a counter of its own, since only the program
// learns that there was none: a name of 56 bytes and a number of 8, one behind the other
// (runtime-headers/bpf-compat/ecc_count_lost.h).
#include "loader/kernel/lost_records.h"

#include <bpf/bpf.h>

#include <cstring>
#include <map>

#include "loader/kernel/kernel_object.h"
#include "loader/kernel/map_memory.h"

namespace ecc::loader {
namespace {

struct Counter {
  char buffer[56];
  uint64_t count;
};

// No program has as many calls.
constexpr size_t kMostBytes = 4096 * sizeof(Counter);

}  // namespace

std::vector<LostRecords> SumLostRecords(ByteView section) {
  std::map<std::string, uint64_t> sums;
  for (; section.size() >= sizeof(Counter); section = section.subspan(sizeof(Counter))) {
    Counter counter;
    std::memcpy(&counter, section.data(), sizeof(counter));
    if (counter.count == 0)
      continue;
    std::string name(counter.buffer, strnlen(counter.buffer, sizeof(counter.buffer)));
    if (name.starts_with('&'))
      name.erase(0, 1);
    uint64_t& sum = sums[name];
    sum = AddBytes(sum, counter.count);
  }
  std::vector<LostRecords> all;
  for (const auto& [name, count] : sums) all.push_back({name, count});
  return all;
}

std::vector<LostRecords> ReadLostRecords(int map) {
  // Of any other kind, the kernel would write more than one value.
  MapInfo info = DescribeMap("", map);
  if (info.type != BPF_MAP_TYPE_ARRAY || info.value_size > kMostBytes)
    return {};
  std::vector<std::byte> value(info.value_size);
  uint32_t key = 0;
  if (bpf_map_lookup_elem(map, &key, value.data()) != 0)
    return {};
  return SumLostRecords(value);
}

}  // namespace ecc::loader

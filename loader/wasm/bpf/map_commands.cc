// Descriptors never pass between guest and kernel: maps whose keys or values are descriptors
// are refused, and a map inside of a map is named by the guest's own number.
#include "loader/wasm/bpf/map_commands.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "runtime-headers/abi/ecc-guest-abi.h"
#include "support/bits.h"
#include "support/byte_reader.h"

namespace ecc::loader {
namespace {

enum Command : uint32_t { kLookup = 1, kUpdate = 2, kDelete = 3, kNextKey = 4 };

constexpr uint32_t kMaxWait = 64;
// BPF_MAP_TYPE_CGRP_STORAGE; headers before Linux 6.2 lack it.
constexpr uint32_t kCgroupStorage = 32;

// Keys of these are descriptors, which a guest has none of.
bool HasDescriptorKeys(uint32_t type) {
  return type == BPF_MAP_TYPE_SK_STORAGE || type == BPF_MAP_TYPE_INODE_STORAGE ||
         type == BPF_MAP_TYPE_TASK_STORAGE || type == kCgroupStorage;
}

bool HoldsMaps(uint32_t type) {
  return type == BPF_MAP_TYPE_ARRAY_OF_MAPS || type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

// Values that are written to these are descriptors, or hold one.
bool HasDescriptorValues(const MapInfo& map) {
  switch (map.type) {
    case BPF_MAP_TYPE_PROG_ARRAY:
    case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
    case BPF_MAP_TYPE_CGROUP_ARRAY:
    case BPF_MAP_TYPE_SOCKMAP:
    case BPF_MAP_TYPE_SOCKHASH:
    case BPF_MAP_TYPE_XSKMAP:
    case BPF_MAP_TYPE_REUSEPORT_SOCKARRAY:
    // Programs by descriptor, and an update is what registers it.
    case BPF_MAP_TYPE_STRUCT_OPS:
      return true;
    case BPF_MAP_TYPE_DEVMAP:
    case BPF_MAP_TYPE_DEVMAP_HASH:
    case BPF_MAP_TYPE_CPUMAP:
      return map.value_size > 4;  // the second word is a program
    default:
      return false;
  }
}

// Returns the address of a key, as the kernel takes it; null for no bytes, because a map
// without keys (queue, bloom filter) takes none.
void* Pointer(std::span<std::byte> bytes) {
  return bytes.empty() ? nullptr : bytes.data();
}

int Answer(int result) {
  return result < 0 ? -errno : result;
}

}  // namespace

MapCommands::MapCommands(const GuestMemory& memory, GuestObjects& objects, EventPolls& polls,
                         LiveSections& live)
    : memory_(memory),
      objects_(objects),
      polls_(polls),
      live_(live),
      cpus_(libbpf_num_possible_cpus()) {}

uint64_t MapCommands::ValueBytes(const MapInfo& map) const {
  switch (map.type) {
    case BPF_MAP_TYPE_PERCPU_HASH:
    case BPF_MAP_TYPE_PERCPU_ARRAY:
    case BPF_MAP_TYPE_LRU_PERCPU_HASH:
    case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
      return RoundUp(map.value_size, 8) * static_cast<uint64_t>(std::max(cpus_, 1));
    default:
      // The kernel writes the id of the map inside, whatever the definition says.
      return HoldsMaps(map.type) ? std::max<uint64_t>(map.value_size, 4) : map.value_size;
  }
}

int MapCommands::Run(const Call& call) {
  switch (call.command) {
    case ECC_OPEN_PINNED:
      return objects_.OpenPinned(memory_.Text(call.key));
    case ECC_WAIT:
      return Wait(call);
    case ECC_INTERFACE:
      return objects_.InterfaceIndex(memory_.Text(call.key));
    case ECC_SET_AUTOLOAD:
      return objects_.SetAutoload(memory_.Text(call.key), call.flags != 0);
    case ECC_SET_MAX_ENTRIES:
      return objects_.SetMaxEntries(memory_.Text(call.key), static_cast<uint32_t>(call.flags));
    case ECC_DETACH:
      return objects_.Detach(call.flags, memory_.Text(call.key), call.map);
    case ECC_TEST_RUN:
      return TestRun(call);
    case ECC_LOAD_ERROR:
      return objects_.load_error();
    default:
      return RunOnMap(call);
  }
}

int MapCommands::RunOnMap(const Call& call) {
  std::shared_ptr<GuestMap> map = objects_.FindMap(call.map);
  if (map == nullptr)
    return -EBADF;
  switch (call.command) {
    case kLookup:
    case kUpdate:
    case kDelete:
    case kNextKey:
    case ECC_MAP_LOOKUP_AND_DELETE:
      return RunElement(call, *map);
    case ECC_MAP_LOOKUP_BATCH:
    case ECC_MAP_LOOKUP_AND_DELETE_BATCH:
    case ECC_MAP_UPDATE_BATCH:
    case ECC_MAP_DELETE_BATCH:
      return RunBatch(call, *map);
    case ECC_MAP_PIN:
      return objects_.Pin(call.map, memory_.Text(call.key));
    case ECC_MAP_LIVE:
      return call.flags > UINT32_MAX
                 ? -EINVAL
                 : live_.Add(map, call.value, static_cast<uint32_t>(call.flags));
    case ECC_MAP_NOT_LIVE:
      return live_.Remove(*map);
    case ECC_MAP_CLOSE:
      // The maps of an object are closed with it.
      return map->object == 0 ? objects_.CloseMap(call.map) : -EINVAL;
    case ECC_BUFFER_LOST: {
      uint64_t count = 0;
      int result = polls_.Lost(call.map, count);
      memory_.Write(call.value, count);
      return result;
    }
    case ECC_BUFFER_SUBMIT:
      return Submit(call, *map);
    default:
      return -EINVAL;
  }
}

int MapCommands::RunElement(const Call& call, const GuestMap& map) {
  const MapInfo& info = map.info;
  if (HasDescriptorKeys(info.type))
    return -EOPNOTSUPP;
  // Address 0 is a place like any other, but nobody keeps a key there.
  bool has_key = info.key_size != 0 && !(call.command == kNextKey && call.key == 0);
  std::span<std::byte> key =
      has_key ? memory_.Bytes(call.key, info.key_size) : std::span<std::byte>();
  switch (call.command) {
    case kDelete:
      return Answer(bpf_map_delete_elem_flags(info.fd, Pointer(key), call.flags));
    case kNextKey:
      return Answer(bpf_map_get_next_key(info.fd, Pointer(key),
                                         memory_.Bytes(call.next_key, info.key_size).data()));
    default:
      break;
  }
  std::span<std::byte> value = memory_.Bytes(call.value, ValueBytes(info));
  switch (call.command) {
    case kLookup:
      return Answer(bpf_map_lookup_elem_flags(info.fd, Pointer(key), value.data(), call.flags));
    case ECC_MAP_LOOKUP_AND_DELETE:
      return Answer(bpf_map_lookup_and_delete_elem_flags(info.fd, Pointer(key), value.data(),
                                                         call.flags));
    default:
      break;
  }
  if (HasDescriptorValues(info))
    return -EOPNOTSUPP;
  if (!HoldsMaps(info.type))
    return Answer(bpf_map_update_elem(info.fd, Pointer(key), value.data(), call.flags));
  // The guest's number of the inner map becomes the kernel's.
  std::shared_ptr<GuestMap> inner = objects_.FindMap(memory_.Read<int>(call.value));
  if (inner == nullptr)
    return -EBADF;
  return Answer(bpf_map_update_elem(info.fd, Pointer(key), &inner->info.fd, call.flags));
}

int MapCommands::RunBatch(const Call& call, const GuestMap& map) {
  const MapInfo& info = map.info;
  if (HasDescriptorKeys(info.type) || HasDescriptorValues(info) || HoldsMaps(info.type))
    return -EOPNOTSUPP;
  auto batch = memory_.Read<ecc_batch>(call.value);
  auto bytes = [&](uint32_t address, uint64_t size) -> void* {
    return address == 0 ? nullptr : memory_.Bytes(address, size).data();
  };
  // The kernel's place in the map: a number, or a key.
  uint64_t token = std::max<uint64_t>(info.key_size, sizeof(uint32_t));
  void* in = bytes(batch.in_batch, token);
  void* out = bytes(batch.out_batch, token);
  void* keys = bytes(batch.keys, uint64_t{batch.count} * info.key_size);
  void* values = bytes(batch.values, uint64_t{batch.count} * ValueBytes(info));
  bool is_lookup =
      call.command == ECC_MAP_LOOKUP_BATCH || call.command == ECC_MAP_LOOKUP_AND_DELETE_BATCH;
  if (keys == nullptr || (values == nullptr && call.command != ECC_MAP_DELETE_BATCH) ||
      (out == nullptr && is_lookup)) {
    return -EFAULT;
  }
  bpf_map_batch_opts options = {};
  options.sz = sizeof(options);
  options.elem_flags = batch.elem_flags;
  options.flags = batch.flags;
  int result = 0;
  switch (call.command) {
    case ECC_MAP_LOOKUP_BATCH:
      result = bpf_map_lookup_batch(info.fd, in, out, keys, values, &batch.count, &options);
      break;
    case ECC_MAP_LOOKUP_AND_DELETE_BATCH:
      result = bpf_map_lookup_and_delete_batch(info.fd, in, out, keys, values, &batch.count,
                                               &options);
      break;
    case ECC_MAP_UPDATE_BATCH:
      result = bpf_map_update_batch(info.fd, keys, values, &batch.count, &options);
      break;
    default:
      result = bpf_map_delete_batch(info.fd, keys, &batch.count, &options);
      break;
  }
  int answer = Answer(result);
  memory_.Write(call.value, batch);
  return answer;
}

int MapCommands::Submit(const Call& call, const GuestMap& map) {
  if (map.info.type != BPF_MAP_TYPE_USER_RINGBUF || call.flags > UINT32_MAX)
    return -EINVAL;
  std::span<std::byte> record = memory_.Bytes(call.key, call.flags);
  user_ring_buffer* ring = user_ring_buffer__new(map.info.fd, nullptr);
  if (ring == nullptr)
    return -errno;
  void* place = user_ring_buffer__reserve(ring, static_cast<uint32_t>(record.size()));
  int result = place == nullptr ? -errno : 0;
  if (place != nullptr) {
    std::copy(record.begin(), record.end(), static_cast<std::byte*>(place));
    user_ring_buffer__submit(ring, place);
  }
  user_ring_buffer__free(ring);
  return result;
}

int MapCommands::TestRun(const Call& call) {
  std::string program = memory_.Text(call.key);
  auto run = memory_.Read<ecc_test_run>(call.value);
  auto copy = [&](uint32_t address, uint32_t size) {
    std::span<std::byte> bytes;
    if (address != 0 && size != 0)
      bytes = memory_.Bytes(address, size);
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
  GuestObjects::RunBytes in = {copy(run.data_in, run.data_size_in),
                               copy(run.ctx_in, run.ctx_size_in)};
  // Without a place there is no room.
  auto room = [&](uint32_t address, uint32_t& size) {
    if (address == 0)
      size = 0;
    if (size != 0)
      memory_.Bytes(address, size);
  };
  room(run.data_out, run.data_size_out);
  room(run.ctx_out, run.ctx_size_out);
  GuestObjects::RunBytes out;
  int result = objects_.TestRun(call.flags, program, run, in, out);
  memory_.Copy(run.data_out, AsBytes(out.data));
  memory_.Copy(run.ctx_out, AsBytes(out.context));
  memory_.Write(call.value, run);
  return result;
}

int MapCommands::Wait(const Call& call) {
  uint32_t count = call.flags & 0xffff;
  if (count > kMaxWait)
    return -EINVAL;
  std::vector<int> maps(count);
  std::span<std::byte> bytes = memory_.Bytes(call.key, count * sizeof(int));
  std::copy(bytes.begin(), bytes.end(), std::as_writable_bytes(std::span(maps)).begin());
  return polls_.Wait(maps, static_cast<int>(call.flags >> 32));
}

}  // namespace ecc::loader

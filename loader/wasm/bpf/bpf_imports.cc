#include "loader/wasm/bpf/bpf_imports.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

namespace ecc::loader {
namespace {

// Commands beyond these want a guest that knows them.
constexpr uint32_t kLastCommonCommand = 4;

uint32_t U32(uint64_t argument) {
  return static_cast<uint32_t>(argument);
}
int32_t I32(uint64_t argument) {
  return static_cast<int32_t>(argument);
}
// A negative result as the 32 bits that the guest gets.
uint64_t Result(int result) {
  return static_cast<uint32_t>(result);
}

}  // namespace

BpfImports::BpfImports(Engine& engine, const GuestMemory& memory, GuestObjects& objects,
                       const StopGuard& stop, std::function<void()> interrupt)
    : memory_(memory),
      objects_(objects),
      polls_(engine, memory, objects, stop, std::move(interrupt)),
      live_(memory),
      commands_(memory, objects, polls_, live_) {}

int BpfImports::BufferPoll(const uint64_t* a) {
  uint64_t object = a[0];
  int map = I32(a[1]);
  EventPolls::Target target = {U32(a[2]), U32(a[3]), U32(a[4]), U32(a[5])};
  int timeout_ms = I32(a[6]);
  std::shared_ptr<GuestMap> opened = objects_.FindMap(map);
  // A map that was opened by its path belongs to no object.
  if (opened == nullptr || (opened->object != 0 && opened->object != object))
    return -EBADF;
  live_.Exchange();
  int result = target.function == 0 && is_negotiated_
                   ? polls_.Read(map, target.data, target.room, timeout_ms)
                   : polls_.Poll(map, target, timeout_ms);
  live_.Exchange();
  return result;
}

std::vector<HostFunction> BpfImports::Functions() {
  using Arguments = const uint64_t*;
  std::vector<HostFunction> functions;
  auto add = [&](const char* name, const char* params, const char* result,
                 std::function<uint64_t(Arguments)> call) {
    functions.push_back({kBpfModule, name, params, result, std::move(call)});
  };
  add("wasm_load_bpf_object", "ii", "I", [this](Arguments a) {
    std::span<std::byte> bytes = memory_.Bytes(U32(a[0]), U32(a[1]));
    return objects_.Load(
        std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  });
  add("wasm_close_bpf_object", "I", "i", [this](Arguments a) {
    live_.Exchange();
    int result = objects_.Close(a[0]);
    live_.Exchange();  // forgets what was the object's
    return Result(result);
  });
  add("wasm_attach_bpf_program", "Iii", "i", [this](Arguments a) {
    std::string target = U32(a[2]) == 0 ? "" : memory_.Text(U32(a[2]));
    int result = objects_.Attach(a[0], memory_.Text(U32(a[1])), target);
    // Others know 0 only.
    return Result(is_negotiated_ ? result : std::min(result, 0));
  });
  add("wasm_bpf_map_fd_by_name", "Ii", "i",
      [this](Arguments a) { return Result(objects_.OpenMap(a[0], memory_.Text(U32(a[1])))); });
  add("wasm_bpf_map_operate", "iiiiiI", "i", [this](Arguments a) {
    uint32_t command = U32(a[1]);
    if (command > kLastCommonCommand && !is_negotiated_)
      return Result(-EINVAL);
    // What waits or runs a program gives the kernel time to write, and others to read.
    bool is_long = command > kLastCommonCommand;
    if (is_long)
      live_.Exchange();
    int result = commands_.Run({I32(a[0]), command, U32(a[2]), U32(a[3]), U32(a[4]), a[5]});
    if (is_long)
      live_.Exchange();
    return Result(result);
  });
  add("wasm_bpf_buffer_poll", "Iiiiiii", "i",
      [this](Arguments a) { return Result(BufferPoll(a)); });
  return functions;
}

}  // namespace ecc::loader

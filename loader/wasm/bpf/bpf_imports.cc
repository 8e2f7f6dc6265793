#include "loader/wasm/bpf/bpf_imports.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include "loader/wasm/engine/bind.h"

namespace ecc::loader {
namespace {

// Commands beyond these want a guest that knows them.
constexpr uint32_t kLastCommonCommand = 4;

}  // namespace

BpfImports::BpfImports(Engine& engine, const GuestMemory& memory, GuestObjects& objects,
                       const StopSignal& stop, std::function<void()> interrupt)
    : memory_(memory),
      objects_(objects),
      polls_(engine, memory, objects, stop, std::move(interrupt)),
      live_(memory),
      commands_(memory, objects, polls_, live_) {}

int BpfImports::BufferPoll(uint64_t object, int map, uint32_t function, uint32_t context,
                           uint32_t data, uint32_t room, int timeout_ms) {
  EventPolls::Target target = {function, context, data, room};
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

uint64_t BpfImports::LoadObject(uint32_t address, uint32_t size) {
  std::span<std::byte> bytes = memory_.Bytes(address, size);
  return objects_.Load(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

int BpfImports::CloseObject(uint64_t object) {
  live_.Exchange();
  int result = objects_.Close(object);
  live_.Exchange();  // forgets what was the object's
  return result;
}

int BpfImports::AttachProgram(uint64_t object, uint32_t name, uint32_t target) {
  int result =
      objects_.Attach(object, memory_.Text(name), target == 0 ? "" : memory_.Text(target));
  // Guests of other hosts know 0 only.
  return is_negotiated_ ? result : std::min(result, 0);
}

int BpfImports::MapByName(uint64_t object, uint32_t name) {
  return objects_.OpenMap(object, memory_.Text(name));
}

int BpfImports::MapOperate(int map, uint32_t command, uint32_t key, uint32_t value,
                           uint32_t next_key, uint64_t flags) {
  if (command > kLastCommonCommand && !is_negotiated_)
    return -EINVAL;
  // A command that waits or runs a program gives the kernel time to write, and others to read.
  bool is_long = command > kLastCommonCommand;
  if (is_long)
    live_.Exchange();
  int result = commands_.Run({map, command, key, value, next_key, flags});
  if (is_long)
    live_.Exchange();
  return result;
}

std::vector<HostFunction> BpfImports::Functions() {
  HostFunctions functions(kBpfModule);
  functions.Bind("wasm_load_bpf_object", *this, &BpfImports::LoadObject);
  functions.Bind("wasm_close_bpf_object", *this, &BpfImports::CloseObject);
  functions.Bind("wasm_attach_bpf_program", *this, &BpfImports::AttachProgram);
  functions.Bind("wasm_bpf_map_fd_by_name", *this, &BpfImports::MapByName);
  functions.Bind("wasm_bpf_map_operate", *this, &BpfImports::MapOperate);
  functions.Bind("wasm_bpf_buffer_poll", *this, &BpfImports::BufferPoll);
  return functions.Take();
}

}  // namespace ecc::loader

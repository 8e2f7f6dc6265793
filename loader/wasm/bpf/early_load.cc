// The object is the guest's to change before it is loaded, but most guests load the one that
// they carry as it is.
#include "loader/wasm/bpf/early_load.h"

#include <bpf/libbpf.h>

#include <utility>

#include "support/error.h"

namespace ecc::loader {
EarlyLoad::~EarlyLoad() {
  if (thread_.joinable())
    thread_.join();
}

void EarlyLoad::Start(std::string bytes, const std::string& name,
                      const Permissions& permissions) {
  thread_ = std::thread([this, bytes = std::move(bytes), &name, &permissions]() mutable {
    try {
      // What is told about pins is told when the guest loads it.
      std::string messages;
      CapturedMessages captured(messages);
      OpenedObject opened = OpenObject(bytes, name, permissions);
      bool is_pinned = false;
      for (const bpf_map* map : opened.kernel_object->maps())
        is_pinned |= bpf_map__pin_path(map) != nullptr;
      // A pinned map would outlive a guest that never asked for it.
      if (is_pinned || !messages.empty())
        return;
      RequireMemory(name, *opened.kernel_object, permissions);
      opened.kernel_object->Load();
      loaded_ = std::move(opened);
      bytes_ = std::move(bytes);
    } catch (...) {
      // Told when the guest loads it.
    }
  });
}

OpenedObject EarlyLoad::Take(const std::string& bytes) {
  if (!thread_.joinable())
    return {};
  thread_.join();
  OpenedObject loaded = std::move(loaded_);
  bool is_same = loaded.kernel_object != nullptr && bytes_ == bytes;
  return is_same ? std::move(loaded) : OpenedObject();
}

}  // namespace ecc::loader

// The object is the guest's to change before it is loaded, but most guests load the one that
// they carry as it is.
#include "loader/wasm/bpf/early_load.h"

#include <fmt/format.h>

#include <utility>

#include "btfgen/layout/btf_file.h"
#include "support/error.h"

namespace ecc::loader {
namespace {

// libbpf takes what an object and its BTF say as it comes, and crashes over what is damaged.
void CheckBytes(const std::string& name, const std::string& bytes) {
  BtfFile input(name, bytes);
  if (!input.is_object())
    throw Error(fmt::format("{}: this is no BPF object", name));
}

}  // namespace

LoadedObject OpenObject(std::string bytes, const std::string& name) {
  CheckBytes(name, bytes);
  LoadedObject loaded;
  loaded.bytes = std::make_unique<const std::string>(std::move(bytes));
  loaded.kernel_object = std::make_unique<KernelObject>(*loaded.bytes, name);
  return loaded;
}

EarlyLoad::~EarlyLoad() {
  if (thread_.joinable())
    thread_.join();
}

void EarlyLoad::Start(std::string bytes, const std::string& name) {
  thread_ = std::thread([this, bytes = std::move(bytes), &name]() mutable {
    try {
      LoadedObject loaded = OpenObject(std::move(bytes), name);
      // A pinned map would outlive a guest that never asked for it.
      if (loaded.kernel_object->HasPinnedMaps())
        return;
      loaded.kernel_object->Load();
      loaded_ = std::move(loaded);
    } catch (...) {
      // Told when the guest loads it.
    }
  });
}

LoadedObject EarlyLoad::Take(const std::string& bytes) {
  if (!thread_.joinable())
    return {};
  thread_.join();
  LoadedObject loaded = std::move(loaded_);
  bool is_same = loaded.bytes != nullptr && *loaded.bytes == bytes;
  return is_same ? std::move(loaded) : LoadedObject();
}

}  // namespace ecc::loader

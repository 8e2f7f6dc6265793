// A guest's pointers and lengths, checked before use.
#pragma once

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "loader/wasm/engine/engine.h"

namespace ecc::loader {

// An act of a guest that is not allowed: a pointer outside of its memory.  Ends the guest.
class GuestFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class GuestMemory {
 public:
  explicit GuestMemory(Engine& engine) : engine_(engine) {}

  // `size` bytes at `address`; throws GuestFault unless all lie in the guest's memory.  True
  // until the guest runs next.
  std::span<std::byte> Bytes(uint32_t address, uint64_t size) const {
    std::span<std::byte> memory = All();
    if (size > memory.size() || address > memory.size() - size)
      Fail(address, size, memory.size());
    return memory.subspan(address, size);
  }

  // Text up to its zero byte.  Copied: the guest may change it.
  std::string Text(uint32_t address) const {
    std::span<std::byte> memory = All();
    if (address >= memory.size())
      Fail(address, 1, memory.size());
    const char* text = reinterpret_cast<const char*>(memory.data()) + address;
    size_t room = memory.size() - address;
    size_t size = strnlen(text, std::min<size_t>(room, kMaxText + 1));
    if (size == room)
      throw GuestFault("a text at " + std::to_string(address) + " has no end");
    if (size > kMaxText)
      throw GuestFault("a text at " + std::to_string(address) + " is too long");
    return {text, size};
  }

  template <typename T>
  T Read(uint32_t address) const {
    T value;
    std::memcpy(&value, Bytes(address, sizeof(value)).data(), sizeof(value));
    return value;
  }

  template <typename T>
  void Write(uint32_t address, const T& value) const {
    std::memcpy(Bytes(address, sizeof(value)).data(), &value, sizeof(value));
  }

  void Copy(uint32_t address, std::span<const std::byte> bytes) const {
    if (!bytes.empty())
      std::memcpy(Bytes(address, bytes.size()).data(), bytes.data(), bytes.size());
  }

 private:
  std::span<std::byte> All() const {
    Engine::MemoryRange memory = engine_.Memory();
    return {memory.bytes, memory.size};
  }

  static constexpr size_t kMaxText = 4096;

  [[noreturn]] static void Fail(uint32_t address, uint64_t size, size_t memory) {
    throw GuestFault(std::to_string(size) + " bytes at " + std::to_string(address) +
                     " do not lie in the guest's memory of " + std::to_string(memory));
  }

  Engine& engine_;
};

// proc_exit: how a guest ends itself.
struct GuestExit {
  uint32_t code;
};

}  // namespace ecc::loader

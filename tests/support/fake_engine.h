// An engine without a module: a memory for what takes a guest's pointers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "loader/wasm/engine/engine.h"

namespace ecc::test {

class FakeEngine : public loader::Engine {
 public:
  explicit FakeEngine(size_t bytes) : memory_(bytes) {}

  void Instantiate(std::string_view, std::vector<loader::HostFunction>) override {}
  MemoryRange Memory() override { return {memory_.data(), memory_.size()}; }
  uint32_t CallExport(const std::string&, const Arguments&) override { return 0; }
  uint32_t CallTable(uint32_t, const Arguments&) override { return 0; }

 private:
  std::vector<std::byte> memory_;
};

}  // namespace ecc::test

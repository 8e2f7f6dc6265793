// The shared types that ecc described in a guest's module, held against the object.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "loader/package/package.h"
#include "loader/wasm/module/module.h"

namespace ecc::loader {

class GuestPackage {
 public:
  // Throws Error for a section that cannot be read.  A module without one passes.
  GuestPackage(std::string file, const std::string& bytes, const WasmModule& module);

  // Throws Error unless the object has the layouts that the guest was compiled with, and the
  // kernel those of its own types among them.  Objects of another size are others.
  void CheckObject(const std::string& object) const;

  // The object that the module carries, where the section says that it lies; empty when it says
  // nothing, or no place in the module.
  std::string Object(const std::string& module) const;

 private:
  // Throws Error for an object that a package could not carry either.
  void RequireSize(uint64_t size) const;

  std::string file_;
  std::optional<EmbeddedPackage> package_;
  mutable std::string good_;  // an object that was held against the package, and agrees
};

}  // namespace ecc::loader

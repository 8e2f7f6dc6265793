// A stranger's object, opened within what is allowed: the one way to the kernel, for packages
// and for guests.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "loader/kernel/kernel_object.h"
#include "loader/permission/permission.h"

namespace ecc::loader {

struct OpenedObject {
  std::unique_ptr<const std::string> bytes;  // read as long as the object lives
  std::vector<Need> needs;                   // all that it wants before it is attached
  std::set<std::string> lasting_programs;    // that may run for seconds and more
  uint64_t code_memory = 0;                  // bytes of the kernel's that its programs take
  std::unique_ptr<KernelObject> kernel_object;

  // Bytes of the kernel's memory for all of it.
  uint64_t KernelMemory() const;
};

// Makes the object safe and opens it, for its caller to load; pinned paths are gone that are
// not allowed, with a word on standard error.  `name` must outlive it; `btf` is as KernelObject
// takes it.  Throws Error for what is damaged or not allowed, and KernelError.
OpenedObject OpenObject(const std::string& bytes, const std::string& name,
                        const Permissions& permissions, const std::string& btf = "");

// What its programs and maps want where they attach by themselves.
std::vector<Need> NeedsToAttach(const KernelObject& object);

// Throws Error when an object takes more than is left of the allowed kernel memory.
void RequireMemory(const std::string& name, const OpenedObject& object,
                   const Permissions& permissions, uint64_t used = 0);

}  // namespace ecc::loader

// The object of a guest on its way to the kernel, while the engine still starts.
#pragma once

#include <string>
#include <thread>

#include "loader/permission/opened_object.h"

namespace ecc::loader {

// An engine with a JIT starts in the time that a kernel needs for an object.  Most guests load
// the one that they carry as it is: it is loaded meanwhile, in a second thread, and nothing of
// it runs before the guest attaches it.  What the guest has changed is loaded again.
class EarlyLoad {
 public:
  EarlyLoad() = default;
  ~EarlyLoad();
  EarlyLoad(const EarlyLoad&) = delete;
  EarlyLoad& operator=(const EarlyLoad&) = delete;

  // Once.  `name` and `permissions` must outlive this and what it loads.
  void Start(std::string bytes, const std::string& name, const Permissions& permissions);
  // The loaded object, once, if it was made from these bytes and the kernel took it; else an
  // empty one, and the caller is to load it and hear why that fails.
  OpenedObject Take(const std::string& bytes);

 private:
  std::thread thread_;
  std::string bytes_;  // what it was made of
  OpenedObject loaded_;
};

}  // namespace ecc::loader

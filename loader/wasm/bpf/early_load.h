// The object of a guest on its way to the kernel, while the engine still starts.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "loader/kernel/kernel_object.h"

namespace ecc::loader {

// An object and what it was read from.
struct LoadedObject {
  std::unique_ptr<const std::string> bytes;  // read as long as the object lives
  std::unique_ptr<KernelObject> kernel_object;
};

// Opens an object, for its caller to load.  Throws KernelError.
LoadedObject OpenObject(std::string bytes, const std::string& name);

// An engine with a JIT starts in the time that a kernel needs for an object.  Most guests load
// the one that they carry as it is: it is loaded meanwhile, in a second thread, and nothing of
// it runs before the guest attaches it.  What the guest has changed is loaded again.
class EarlyLoad {
 public:
  EarlyLoad() = default;
  ~EarlyLoad();
  EarlyLoad(const EarlyLoad&) = delete;
  EarlyLoad& operator=(const EarlyLoad&) = delete;

  // Once.  `name` must outlive this and what it loads.
  void Start(std::string bytes, const std::string& name);
  // The loaded object, once, if it was made from these bytes and the kernel took it; else an
  // empty one, and the caller is to load it and hear why that fails.
  LoadedObject Take(const std::string& bytes);

 private:
  std::thread thread_;
  LoadedObject loaded_;
};

}  // namespace ecc::loader

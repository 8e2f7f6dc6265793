// The side with privileges of a package that runs: loads, attaches, hands out buffers.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "loader/broker/message.h"
#include "loader/events/event_loop.h"
#include "loader/permission/opened_object.h"

namespace ecc::loader {

class PackageBroker {
 public:
  // `file` is the package's, for messages.  `only_checks`: nothing is attached, and nothing
  // stays.
  PackageBroker(std::string file, const Permissions& permissions, bool only_checks);

  // Answers the two requests of PackageKernel, each once.  Throws Error and KernelError for an
  // object that is refused, here or by the kernel, and BadMessage.
  Message Answer(Message request);
  // Says on standard error what ring buffers had no room for, where the program counts it.
  void TellLost() const;

 private:
  Message Load(Message& request);
  Message Attach();

  std::string file_;
  Permissions permissions_;
  bool only_checks_;
  std::string name_;
  OpenedObject opened_;
  bool is_attached_ = false;
};

// The other side: asks by a socket.
class PackageKernel {
 public:
  explicit PackageKernel(int socket) : socket_(socket) {}

  // The broker has given up, and has said why.
  struct Gone {};

  struct Loaded {
    std::vector<std::string> held_btf;  // each once, raw
  };
  // `btf` is a kernel's, or empty.  Throws Gone.
  Loaded Load(const std::string& name, const std::string& object, const std::string& btf);
  struct Attached {
    size_t count = 0;
    std::vector<EventSource> sources;  // the buffers of the object
  };
  // Attaches every program that attaches by its section, and every struct_ops.
  Attached Attach();

 private:
  Message Ask(Message request) const;

  int socket_;
};

}  // namespace ecc::loader

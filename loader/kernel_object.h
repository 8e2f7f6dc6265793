// A BPF object in the kernel: opened, loaded and attached by libbpf.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct bpf_program;

namespace ecc::loader {

// An event buffer of the object.
struct EventBuffer {
  std::string map;
  int fd = -1;
  bool is_perf = false;
};

// Owns the object and its links; all leaves the kernel with it.
class KernelObject {
 public:
  // Opens `bytes` under `name`, which must both outlive this.  Throws Error with what libbpf
  // said.  `verbose` shows all that it says.
  KernelObject(const std::string& bytes, const std::string& name, bool verbose);
  ~KernelObject();
  KernelObject(const KernelObject&) = delete;
  KernelObject& operator=(const KernelObject&) = delete;

  // Loads programs and maps; nothing runs yet.
  void Load();
  // Attaches every program that attaches by its section.
  void Attach();

  // The BTF that the kernel holds for the loaded maps and programs, each once, raw.
  std::vector<std::string> HeldBtf() const;
  std::vector<EventBuffer> EventBuffers() const;
  size_t program_count() const;

 private:
  struct Parts;

  void AttachProgram(bpf_program* program);

  std::unique_ptr<Parts> parts_;
};

}  // namespace ecc::loader

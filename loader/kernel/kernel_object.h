// A BPF object in the kernel: opened, loaded and attached by libbpf.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "loader/kernel/attach.h"
#include "loader/kernel/kernel_error.h"

struct bpf_map;

namespace ecc::loader {

struct MapInfo {
  std::string name;
  int fd = -1;
  uint32_t type = 0;        // enum bpf_map_type
  uint32_t key_size = 0;    // bytes
  uint32_t value_size = 0;  // bytes
  uint32_t max_entries = 0;
};

// Describes a map as BPF_OBJ_GET_INFO_BY_FD does.
MapInfo DescribeMap(const std::string& name, int fd);

// Owns the object and what keeps it attached; all leaves the kernel with it.
class KernelObject {
 public:
  // Opens `bytes` under `name`, which must both outlive this.  `btf` is a kernel's, to be taken
  // instead of the running one's for CO-RE relocations; empty: libbpf looks for that.  Throws
  // KernelError.
  KernelObject(const std::string& bytes, const std::string& name,
               const std::string& btf = std::string());
  ~KernelObject();
  KernelObject(const KernelObject&) = delete;
  KernelObject& operator=(const KernelObject&) = delete;

  // Before Load; false when the object has no program or map of that name, or it is a map of
  // the object's data, whose size is not for others to choose.
  bool SetAutoload(const std::string& program, bool autoload);
  bool SetMaxEntries(const std::string& map, uint32_t max_entries);
  // Maps for which `keep` says no are made as if they had no path.
  void RemovePins(const std::function<bool(const bpf_map*)>& keep);
  // Bytes of the kernel's memory that its maps will take.
  uint64_t KernelMemory() const;
  // Loads programs and maps; nothing runs yet.
  void Load();
  // Attaches every program that attaches by its section, and every struct_ops.
  void Attach();
  // Null when there is no such program, or none that is loaded.
  bpf_program* FindProgram(const std::string& name) const;

  // The BTF that the kernel holds for the loaded maps and programs, each once, raw.
  std::vector<std::string> HeldBtf() const;
  // By libbpf's name, or an internal map's section (".bss").
  std::optional<MapInfo> FindMap(const std::string& name) const;
  std::vector<MapInfo> EventBuffers() const;
  // Says on standard error what the ring buffers had no room for, where the program counts it.
  void TellLost() const;
  size_t attachment_count() const;
  // All of them, loaded or not; they live as long as this.
  std::vector<bpf_program*> programs() const;
  std::vector<bpf_map*> maps() const;

 private:
  void CheckStructOps() const;
  void CheckUsdtMaps() const;

  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace ecc::loader

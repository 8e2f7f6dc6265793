// The machines that BPF programs are compiled for.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace ecc {

struct Architecture {
  std::string_view name;  // as in libbpf's __TARGET_ARCH_…: "x86"
  std::string_view
      aliases;  // other names of it, separated by blanks: what uname and Debian say
  bool is_big_endian = false;
  std::string_view triplet;  // Debian's, of its directory of headers
  uint16_t elf_machine = 0;  // EM_… of its kernel
};

// The one that this program was built for.
const Architecture& HostArchitecture();

// By name or alias; null for another.
const Architecture* FindArchitecture(std::string_view name);

std::vector<std::string_view> ArchitectureNames();

}  // namespace ecc

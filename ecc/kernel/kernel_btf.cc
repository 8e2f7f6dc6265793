#include "ecc/kernel/kernel_btf.h"

#include <elf.h>
#include <fcntl.h>
#include <glob.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "btfgen/elf/kernel.h"
#include "support/descriptors.h"

namespace ecc {
namespace {

// Where distributions lay the kernel with its symbols, the uncompressed ELF file.
constexpr const char* kInstalled[] = {
    "/usr/lib/debug/boot/vmlinux-*", "/usr/lib/debug/lib/modules/*/vmlinux", "/boot/vmlinux-*",
    "/lib/modules/*/vmlinux",        "/lib/modules/*/build/vmlinux",
};

bool IsKernelOf(const Architecture& architecture, const char* path) {
  FileDescriptor file(open(path, O_RDONLY | O_CLOEXEC));
  if (file.get() < 0)
    return false;
  Elf64_Ehdr header{};
  bool is_whole =
      read(file.get(), &header, sizeof(header)) == static_cast<ssize_t>(sizeof(header));
  if (!is_whole || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    return false;
  uint16_t machine = header.e_machine;
  bool is_big = header.e_ident[EI_DATA] == ELFDATA2MSB;
  if (is_big != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__))
    machine = static_cast<uint16_t>(machine << 8 | machine >> 8);
  return machine == architecture.elf_machine;
}

}  // namespace

std::string FindKernelBtf(const EccOptions& options, const Architecture& architecture) {
  auto given = options.btf.find(std::string(architecture.name));
  if (given == options.btf.end())
    given = options.btf.find("");
  if (given != options.btf.end())
    return given->second;
  if (&architecture == &HostArchitecture() && access(elf::kRunningKernelBtf, R_OK) == 0)
    return elf::kRunningKernelBtf;
  return FindInstalledKernel(kInstalled, architecture);
}

std::string FindInstalledKernel(std::span<const char* const> patterns,
                                const Architecture& architecture) {
  for (const char* pattern : patterns) {
    glob_t found{};
    std::string best;
    if (glob(pattern, 0, nullptr, &found) == 0) {
      // The names are sorted; the last is the newest.
      for (size_t i = found.gl_pathc; i-- > 0 && best.empty();) {
        if (IsKernelOf(architecture, found.gl_pathv[i]))
          best = found.gl_pathv[i];
      }
    }
    globfree(&found);
    if (!best.empty())
      return best;
  }
  return "";
}

}  // namespace ecc

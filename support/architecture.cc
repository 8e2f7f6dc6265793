#include "support/architecture.h"

#include <elf.h>

#include <array>

namespace ecc {
namespace {

constexpr auto kArchitectures = std::to_array<Architecture>({
    {"x86", "x86_64 amd64 i386", false, "x86_64-linux-gnu", EM_X86_64},
    {"arm64", "aarch64", false, "aarch64-linux-gnu", EM_AARCH64},
    {"riscv", "riscv64", false, "riscv64-linux-gnu", EM_RISCV},
    {"s390", "s390x", true, "s390x-linux-gnu", EM_S390},
    {"powerpc", "ppc64le ppc64el", false, "powerpc64le-linux-gnu", EM_PPC64},
    {"loongarch", "loongarch64 loong64", false, "loongarch64-linux-gnu", 258},
    {"arm", "armv7l armhf", false, "arm-linux-gnueabihf", EM_ARM},
    {"mips", "mips64 mips64el", false, "mips64el-linux-gnuabi64", EM_MIPS},
});

constexpr std::string_view kHost =
#if defined(__x86_64__) || defined(__i386__)
    "x86";
#elif defined(__aarch64__)
    "arm64";
#elif defined(__riscv)
    "riscv";
#elif defined(__s390__)
    "s390";
#elif defined(__powerpc__)
    "powerpc";
#elif defined(__loongarch__)
    "loongarch";
#elif defined(__arm__)
    "arm";
#elif defined(__mips__)
    "mips";
#else
#error "name this architecture as libbpf's bpf_tracing.h does"
#endif

bool HasWord(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    size_t end = words.find(' ');
    if (words.substr(0, end) == word)
      return true;
    words.remove_prefix(end == words.npos ? words.size() : end + 1);
  }
  return false;
}

}  // namespace

const Architecture* FindArchitecture(std::string_view name) {
  for (const Architecture& architecture : kArchitectures) {
    if (architecture.name == name || HasWord(architecture.aliases, name))
      return &architecture;
  }
  return nullptr;
}

const Architecture& HostArchitecture() {
  return *FindArchitecture(kHost);
}

std::vector<std::string_view> ArchitectureNames() {
  std::vector<std::string_view> names;
  for (const Architecture& architecture : kArchitectures) names.push_back(architecture.name);
  return names;
}

}  // namespace ecc

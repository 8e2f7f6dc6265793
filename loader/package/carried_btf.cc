// A package may carry the BTF of kernels that have none.  Which of them is running is told by
// os-release and uname, in the words of BTFHub's tree.
#include "loader/package/carried_btf.h"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "btfgen/btf/reader.h"
#include "btfgen/btf/resolver.h"
#include "btfgen/elf/kernel.h"
#include "btfgen/layout/btf_file.h"
#include "support/architecture.h"
#include "support/codec.h"
#include "support/error.h"
#include "support/files.h"
#include "support/identifier.h"
#include "support/text.h"

namespace ecc::loader {
namespace {

std::vector<std::string_view> Parts(std::string_view name) {
  std::vector<std::string_view> parts;
  while (true) {
    size_t end = name.find('/');
    parts.push_back(name.substr(0, end));
    if (end == name.npos)
      return parts;
    name.remove_prefix(end + 1);
  }
}

// uname says aarch64 where BTFHub says arm64.
bool IsSame(std::string_view a, std::string_view b) {
  const Architecture* machine = FindArchitecture(a);
  return a == b || (machine != nullptr && machine == FindArchitecture(b));
}

// How many parts agree, from the last; 0 when one does not.
size_t CountAgreeing(std::string_view name, std::string_view running) {
  std::vector<std::string_view> a = Parts(name);
  std::vector<std::string_view> b = Parts(running);
  size_t count = std::min(a.size(), b.size());
  for (size_t i = 1; i <= count; ++i) {
    std::string_view ours = b[b.size() - i];
    if (!ours.empty() && !IsSame(a[a.size() - i], ours))
      return 0;
  }
  return count;
}

// libbpf before 1.3 believes whatever it reads.
void Check(std::string_view where, std::string_view bytes) {
  btf::Types types = btf::Read(where, AsBytes(bytes));
  btf::Resolver proven(types);
}

std::string Unpack(const Package& package, const std::string& name, size_t place) {
  const PackedBtf& packed = package.btfs[place];
  std::string where = fmt::format("{}: the BTF of kernel '{}'", package.file, Printable(name));
  std::string bytes;
  try {
    bytes = DecodeObject(packed.data, packed.size);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", where, error.what()));
  }
  if (Sha256(bytes) != packed.sha256)
    throw Error(where + " does not have the digest that the package tells");
  Check(where, bytes);
  return bytes;
}

}  // namespace

std::string DistributionOf(std::string_view os_release) {
  std::string id;
  std::string version;
  while (!os_release.empty()) {
    std::string_view line = TakeLine(os_release);
    for (auto [key, value] : {std::pair{"ID=", &id}, std::pair{"VERSION_ID=", &version}}) {
      if (!line.starts_with(key))
        continue;
      *value = line.substr(std::string_view(key).size());
      std::erase_if(*value, [](char c) { return c == '"' || c == '\'' || c == '/'; });
    }
  }
  return id + "/" + version;
}

std::string KernelName() {
  std::string os_release;
  for (const char* path : {"/etc/os-release", "/usr/lib/os-release"}) {
    if (os_release.empty() && access(path, R_OK) == 0)
      os_release = ReadFile(path, 1 << 20);
  }
  utsname names{};
  uname(&names);
  return fmt::format("{}/{}/{}", DistributionOf(os_release), names.machine, names.release);
}

std::map<std::string, size_t>::const_iterator FindKernel(
    const std::map<std::string, size_t>& kernels, std::string_view running) {
  auto best = kernels.end();
  size_t most = 0;
  for (auto kernel = kernels.begin(); kernel != kernels.end(); ++kernel) {
    size_t count = CountAgreeing(kernel->first, running);
    if (count > most) {
      most = count;
      best = kernel;
    }
  }
  return best;
}

std::string ChooseKernelBtf(const Package& package, const WantedBtf& wanted) {
  if (!wanted.name.empty()) {
    auto kernel = package.kernels.find(wanted.name);
    if (kernel != package.kernels.end())
      return Unpack(package, kernel->first, kernel->second);
    if (!package.kernels.empty() && !wanted.bytes) {
      throw Error(fmt::format("--btf: '{}' is neither a file nor one of the {} kernels of {}",
                              wanted.name, package.kernels.size(), package.file));
    }
    std::string bytes = wanted.bytes ? *wanted.bytes : ReadFile(wanted.name);
    if (std::optional<ByteView> section = elf::FindBtf(wanted.name, AsBytes(bytes)))
      bytes = std::string(AsText(*section));
    Check(wanted.name, bytes);
    return bytes;
  }
  if (package.kernels.empty() || access(elf::kRunningKernelBtf, R_OK) == 0)
    return "";
  std::string running = KernelName();
  auto kernel = FindKernel(package.kernels, running);
  if (kernel != package.kernels.end())
    return Unpack(package, kernel->first, kernel->second);
  // libbpf may yet find a vmlinux of the kernel's.
  PrintWarning(
      "ecli", code::kWarning, Place(),
      fmt::format("this kernel has no BTF, and {} has none of '{}'", package.file, running));
  return "";
}

}  // namespace ecc::loader

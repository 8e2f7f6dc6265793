#include "loader/permission/opened_object.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>

#include "loader/kernel/map_memory.h"
#include "loader/permission/needs.h"
#include "support/error.h"
#include "support/identifier.h"

namespace ecc::loader {

OpenedObject OpenObject(const std::string& bytes, const std::string& name,
                        const Permissions& permissions, const std::string& btf) {
  OpenedObject opened;
  opened.safe = std::make_unique<const SafeObject>(MakeSafe(name, bytes));
  opened.needs = NeedsOfCode(opened.safe->code);
  if (opened.safe->has_untrusted_arguments)
    opened.needs.push_back({Right::kInspect, "arg:untrusted", "a function"});
  permissions.Require(name, opened.needs);
  if (!btf.empty())
    CheckKernelBtf("the kernel's types for " + name, btf);
  opened.kernel_object = std::make_unique<KernelObject>(opened.safe->bytes, name, btf);
  opened.kernel_object->RemovePins([&](const bpf_map* map) {
    std::optional<Need> need = NeedOfMap(map);
    if (!need || permissions.Allow(*need))
      return true;
    WriteToStderr(
        fmt::format("ecli: {} is not: allow it with {}\n", Describe(*need), OptionFor(*need)));
    opened.needs.push_back(*std::move(need));
    return false;
  });
  return opened;
}

std::vector<Need> NeedsToAttach(const KernelObject& object) {
  std::vector<Need> needs;
  for (bpf_program* program : object.programs()) {
    if (!bpf_program__autoload(program) || !bpf_program__autoattach(program) ||
        !AttachesBySection(program) || bpf_program__type(program) == BPF_PROG_TYPE_STRUCT_OPS)
      continue;
    if (std::optional<Need> need = NeedToAttach(program, ""))
      needs.push_back(*std::move(need));
  }
  for (const bpf_map* map : object.maps()) {
    std::optional<Need> need = NeedOfMap(map);
    if (need && need->right == Right::kAttach)
      needs.push_back(*std::move(need));
  }
  return needs;
}

void RequireMemory(const std::string& name, const KernelObject& object,
                   const Permissions& permissions, uint64_t used) {
  uint64_t wanted = object.KernelMemory();
  uint64_t allowed = permissions.kernel_memory_mib << 20;
  if (AddBytes(wanted, used) <= allowed)
    return;
  constexpr uint64_t kMib = 1 << 20;
  std::string have = used == 0 ? "" : fmt::format(" besides {} that are taken", used / kMib);
  throw Error(
      code::kNotAllowed,
      fmt::format("{}: its maps take {} MiB of the kernel's memory{}, {} are allowed", name,
                  wanted / kMib + (wanted % kMib != 0), have, permissions.kernel_memory_mib),
      "make them smaller, or allow more with --kernel-memory MIB");
}

}  // namespace ecc::loader

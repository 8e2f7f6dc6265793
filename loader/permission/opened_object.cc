#include "loader/permission/opened_object.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>

#include "loader/kernel/map_memory.h"
#include "loader/kernel/safe_object.h"
#include "loader/permission/needs.h"
#include "support/error.h"
#include "support/identifier.h"

namespace ecc::loader {

namespace {

// The kernel keeps each instruction as it is and as the machine's, with what it knows of it.
constexpr uint64_t kInstructionBytes = 32;

// Each program may get a copy of all functions in .text.
uint64_t CodeMemory(const elf::Code& code) {
  uint64_t programs = 0;
  uint64_t own = 0;     // instructions
  uint64_t common = 0;  // instructions
  for (const elf::Function& function : code.functions) {
    bool is_common = function.section_name == ".text";
    (is_common ? common : own) += function.instructions.size();
    programs += !is_common;
  }
  return (own + programs * common) * kInstructionBytes;
}

}  // namespace

uint64_t OpenedObject::KernelMemory() const {
  return AddBytes(code_memory, kernel_object->KernelMemory());
}

OpenedObject OpenObject(const std::string& bytes, const std::string& name,
                        const Permissions& permissions, const std::string& btf) {
  OpenedObject opened;
  SafeObject safe = MakeSafe(name, bytes);
  Loops loops = FindLoops(safe.code);
  opened.needs = NeedsOfCode(safe.code, loops);
  for (size_t function : loops.lasting)
    opened.lasting_programs.insert(safe.code.functions[function].name);
  opened.code_memory = CodeMemory(safe.code);
  if (safe.has_untrusted_arguments)
    opened.needs.push_back({Right::kInspect, "arg:untrusted", "a function"});
  permissions.Require(name, opened.needs);
  if (!btf.empty())
    CheckKernelBtf("the kernel's types for " + name, btf);
  // What was read of it is of no use any more, and larger than the object.
  opened.bytes = std::make_unique<const std::string>(std::move(safe.bytes));
  safe = {};
  opened.kernel_object = std::make_unique<KernelObject>(*opened.bytes, name, btf);
  opened.kernel_object->RemovePins([&](const bpf_map* map) {
    std::optional<Need> need = NeedOfMap(map);
    if (!need || permissions.Allow(*need))
      return true;
    WriteToStderr(fmt::format(
        "ecli: {} would be pinned to '{}', which is not allowed\nhelp: allow it with {}\n",
        need->who, Printable(need->what), OptionFor(*need)));
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

void RequireMemory(const std::string& name, const OpenedObject& object,
                   const Permissions& permissions, uint64_t used) {
  uint64_t wanted = object.KernelMemory();
  uint64_t allowed = permissions.kernel_memory_mib << 20;
  if (AddBytes(wanted, used) <= allowed)
    return;
  auto mib = [](uint64_t size) { return (size >> 20) + (size % (1 << 20) != 0); };
  std::string have = used == 0 ? "" : fmt::format(" besides {} that are taken", mib(used));
  throw Error(
      code::kNotAllowed,
      fmt::format(
          "{}: its maps and programs take {} MiB of the kernel's memory{}, {} are allowed",
          name, mib(wanted), have, permissions.kernel_memory_mib),
      "make them smaller, or allow more with --kernel-memory MIB");
}

}  // namespace ecc::loader

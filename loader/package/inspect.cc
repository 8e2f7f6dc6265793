#include "loader/package/inspect.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "loader/permission/needs.h"
#include "loader/permission/opened_object.h"
#include "support/identifier.h"
#include "support/json.h"
#include "support/terminal_text.h"

namespace ecc::loader {
namespace {

// All that the object can want, wherever its programs are attached.
std::vector<Need> AllNeeds(const OpenedObject& opened) {
  std::vector<Need> needs = opened.needs;
  for (bpf_program* program : opened.kernel_object->programs()) {
    if (std::optional<Need> need = NeedToAttach(program, ""))
      needs.push_back(*std::move(need));
  }
  for (const bpf_map* map : opened.kernel_object->maps()) {
    if (std::optional<Need> need = NeedOfMap(map))
      needs.push_back(*std::move(need));
  }
  return needs;
}

std::string Allowed(const Need& need) {
  return need.right == Right::kInspect ? "unless --deny-inspect" : "with " + OptionFor(need);
}

}  // namespace

void InspectObject(const std::string& file, const std::string& name, const std::string& bytes,
                   bool json) {
  Permissions all;
  all.all = true;
  OpenedObject opened = OpenObject(bytes, name, all);
  std::vector<Need> needs = AllNeeds(opened);
  const KernelObject& object = *opened.kernel_object;
  uint64_t memory = opened.KernelMemory();
  if (json) {
    Json list = Json::MakeArray();
    for (const Need& need : needs)
      list.Add({{"right", RightName(need.right)},
                {"what", need.what},
                {"who", need.who},
                {"allowed", Allowed(need)}});
    Json result = {{"name", name},
                   {"programs", object.programs().size()},
                   {"maps", object.maps().size()},
                   {"kernel_memory", memory},
                   {"needs", list}};
    fmt::print("{}\n", result.Dump());
    return;
  }
  auto count = [](size_t number, const char* what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
  };
  fmt::print("{}: {}, {}, {} KiB of the kernel's memory\n", EscapeControls(file),
             count(object.programs().size(), "program"), count(object.maps().size(), "map"),
             (memory + 1023) / 1024);
  if (needs.empty())
    fmt::print("it only observes: nothing has to be allowed\n");
  for (const Need& need : needs)
    fmt::print("  {:<8} {}: {}\n", RightName(need.right), EscapeControls(Describe(need)),
               EscapeControls(Allowed(need)));
}

}  // namespace ecc::loader

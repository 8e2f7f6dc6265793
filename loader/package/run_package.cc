#include "loader/package/run_package.h"

#include <fmt/format.h>

#include "btfgen/layout/diff.h"
#include "loader/events/event_loop.h"
#include "loader/events/event_printer.h"
#include "loader/package/carried_btf.h"
#include "loader/package/package.h"
#include "loader/package/validate.h"
#include "loader/permission/opened_object.h"
#include "support/error.h"

namespace ecc::loader {
namespace {

size_t CountTypes(const layout::Model& model) {
  size_t count = model.enums.size();
  for (const layout::Record& record : model.records) {
    if (record.role != layout::RecordRole::kInline)
      ++count;
  }
  return count;
}

// What is loaded and never attached acts on nobody; a pin would stay.
Permissions ForCheck(Permissions permissions) {
  permissions.act = {"*"};
  permissions.inspect = true;
  permissions.all = false;
  permissions.pin.clear();
  return permissions;
}

}  // namespace

int RunPackage(const RunPackageOptions& options) {
  ListenToLibbpf(options.verbose);
  auto report = [&](std::string_view what, size_t count) {
    if (!options.is_check)
      return;
    if (count == 0) {
      fmt::print("{}: no shared type to compare\n", what);
    } else {
      fmt::print("{}: {} type{} match{}\n", what, count, count == 1 ? "" : "s",
                 count == 1 ? "es" : "");
    }
  };

  Package package = ReadPackage(options.file);
  layout::Model object_model = BuildObjectModel(package);
  CheckAgainstObject(package, object_model);
  const layout::Model& model = package.model ? *package.model : object_model;
  report("object", CountTypes(model));

  // Whoever checks a package leaves nothing behind, and learns of everything that it wants.
  Permissions permissions = options.permissions;
  if (options.is_check)
    permissions = ForCheck(permissions);
  OpenedObject opened = OpenObject(package.object, package.name, permissions,
                                   ChooseKernelBtf(package, options.btf));
  KernelObject& kernel_object = *opened.kernel_object;
  RequireMemory(package.file, kernel_object, permissions);
  if (!options.is_check)
    permissions.Require(package.file, NeedsToAttach(kernel_object));
  kernel_object.Load();
  std::vector<std::string> held = kernel_object.HeldBtf();
  CheckAgainstHeldBtf(package.file, model, held);
  if (options.is_check && held.empty() && CountTypes(model) != 0) {
    fmt::print("loaded maps and programs: the kernel keeps no BTF of them to compare\n");
  } else {
    report("loaded maps and programs", CountTypes(model));
  }
  report("kernel", CheckAgainstKernel(package.file, model));
  if (options.is_check)
    return 0;

  std::vector<MapInfo> buffers = kernel_object.EventBuffers();
  StopGuard stop(0, [] {});
  kernel_object.Attach();
  if (buffers.empty()) {
    fmt::print(stderr, "ecli: {} program(s) attached; no event buffer, press Ctrl-C to stop\n",
               kernel_object.program_count());
  }
  EventPrinter printer(model, options.json ? EventFormat::kJson : EventFormat::kRows, stdout);
  uint64_t lost = RunEventLoop(buffers, model, printer, stop, package.poll_timeout_ms);
  if (lost != 0)
    fmt::print(stderr, "ecli: {} event(s) lost: the perf buffer was full\n", lost);
  if (printer.unknown() != 0) {
    fmt::print(stderr, "ecli: {} event(s) not shown: no exported type has their size\n",
               printer.unknown());
  }
  return 0;
}

}  // namespace ecc::loader

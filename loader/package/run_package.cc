// A package is text and an object that somebody sent.  The process that keeps its privileges
// reads the file and looks at none of it but the object, made safe; the other reads, compares
// and prints.
#include "loader/package/run_package.h"

#include <fmt/format.h>
#include <unistd.h>

#include <ctime>
#include <optional>

#include "btfgen/layout/diff.h"
#include "loader/events/event_loop.h"
#include "loader/events/event_printer.h"
#include "loader/package/carried_btf.h"
#include "loader/package/package.h"
#include "loader/package/package_broker.h"
#include "loader/package/validate.h"
#include "loader/sandbox/child.h"
#include "loader/sandbox/confine.h"
#include "loader/sandbox/memory_watch.h"
#include "support/error.h"
#include "support/files.h"
#include "support/stop_guard.h"

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

void Report(const RunPackageOptions& options, std::string_view what, size_t count) {
  if (!options.is_check)
    return;
  if (count == 0) {
    fmt::print("{}: no shared type to compare\n", what);
  } else {
    fmt::print("{}: {} type{} match{}\n", what, count, count == 1 ? "" : "s",
               count == 1 ? "es" : "");
  }
}

// The child's part: reads the package, compares, and prints what comes.
int BePackage(const RunPackageOptions& options, const PackageText& text, const WantedBtf& btf,
              int socket, const StopSignal* stop) {
  std::vector<int> kept = {socket};
  if (stop != nullptr)
    kept.push_back(stop->fd());
  Confine(kept);
  Package package = ParsePackage(text.file, text.text, text.is_yaml);
  layout::Model object_model = BuildObjectModel(package);
  CheckAgainstObject(package, object_model);
  const layout::Model& model = package.model ? *package.model : object_model;
  Report(options, "object", CountTypes(model));

  PackageKernel kernel(socket);
  PackageKernel::Loaded loaded =
      kernel.Load(package.name, package.object, ChooseKernelBtf(package, btf));
  CheckAgainstHeldBtf(package.file, model, loaded.held_btf);
  if (options.is_check && loaded.held_btf.empty() && CountTypes(model) != 0) {
    fmt::print("loaded maps and programs: the kernel keeps no BTF of them to compare\n");
  } else {
    Report(options, "loaded maps and programs", CountTypes(model));
  }
  Report(options, "kernel", CheckAgainstKernel(package.file, model));
  if (stop == nullptr)
    return 0;
  ConfineCalls(Calls::kRun);

  PackageKernel::Attached attached = kernel.Attach();
  if (attached.sources.empty()) {
    fmt::print(stderr, "ecli: {} program(s) attached; no event buffer, press Ctrl-C to stop\n",
               attached.count);
  }
  EventPrinter printer(model, options.json ? EventFormat::kJson : EventFormat::kRows, stdout);
  RunEventLoop(attached.sources, model, printer, *stop, package.poll_timeout_ms);
  if (printer.unknown() != 0) {
    fmt::print(stderr, "ecli: {} event(s) not shown: no exported type has their size\n",
               printer.unknown());
  }
  return 0;
}

// A file that somebody names is read with our rights.
WantedBtf ReadWantedBtf(const std::string& name) {
  WantedBtf wanted{name, std::nullopt};
  if (!name.empty() && access(name.c_str(), F_OK) == 0)
    wanted.bytes = ReadFile(name);
  return wanted;
}

}  // namespace

int RunPackage(const RunPackageOptions& options) {
  PackageText text = ReadPackageText(options.file);
  WantedBtf btf = ReadWantedBtf(options.btf);
  // Nothing to undo, and nobody to tell, when a check is ended.
  std::optional<StopGuard> stop;
  if (!options.is_check)
    stop.emplace();
  // Read from files that the child may not open.
  tzset();
  Child child([&](int socket) {
    try {
      return BePackage(options, text, btf, socket, stop ? &*stop : nullptr);
    } catch (const PackageKernel::Gone&) {
      return 1;
    }
  });
  ListenToLibbpf(options.verbose);
  MemoryWatch memory(child.pid(), kMibToRead << 20, [&] { child.Kill(); });
  PackageBroker broker(text.file, options.permissions, options.is_check);
  if (stop)
    stop->Start(0, [&] { child.Kill(); });
  if (!ServeMessages(child.socket(),
                     [&](Message request) { return broker.Answer(std::move(request)); }))
    child.Kill();
  child.AwaitEnd();
  memory.Finish();
  broker.TellLost();
  if (stop)
    stop->Finish();
  return ExitCodeOf(text.file, child.Wait(), memory);
}

}  // namespace ecc::loader

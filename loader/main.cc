// The `ecli` command: packages in, events out; guests in, and whatever they do.
#include <fmt/format.h>

#include <cstdlib>

#include "btfgen/layout/btf_file.h"
#include "loader/kernel/kernel_error.h"
#include "loader/options.h"
#include "loader/package/inspect.h"
#include "loader/package/package.h"
#include "loader/package/run_package.h"
#include "loader/sandbox/confine.h"
#include "loader/wasm/module/guest_package.h"
#include "loader/wasm/module/module.h"
#include "loader/wasm/run_guest.h"
#include "support/error.h"
#include "support/files.h"
#include "support/paths.h"

namespace ecc::loader {
namespace {

constexpr size_t kMaxGuestSize = size_t{256} << 20;

GuestOptions ForGuest(const Options& options) {
  GuestOptions guest;
  guest.file = options.file;
  guest.arguments = options.arguments;
  guest.permissions = options.permissions;
  guest.memory_mib = options.memory_mib;
  guest.limit_s = options.limit_s;
  guest.verbose = options.verbose;
  guest.engine =
      options.engine == "interp" || (options.engine.empty() && !HasEngine(EngineKind::kJsc))
          ? EngineKind::kInterp
          : EngineKind::kJsc;
  for (const std::string& directory : options.directories) {
    size_t colon = directory.find(':');
    guest.directories.push_back(
        {directory.substr(0, colon),
         colon == directory.npos ? directory : directory.substr(colon + 1)});
  }
  for (const std::string& variable : options.environment) {
    const char* ours = getenv(variable.c_str());
    if (variable.find('=') != variable.npos) {
      guest.environment.push_back(variable);
    } else if (ours != nullptr) {
      guest.environment.push_back(variable + "=" + ours);
    }
  }
  return guest;
}

// Nobody needs privileges to look at something.
int Inspect(const Options& options, bool is_guest) {
  ListenToLibbpf(options.verbose);
  if (!is_guest) {
    PackageText text = ReadPackageText(options.file);
    return RunConfined(text.file, [&] {
      Package package = ParsePackage(text.file, text.text, text.is_yaml);
      InspectObject(package.file, package.name, package.object, options.json);
      return 0;
    });
  }
  std::string bytes = ReadFile(options.file, kMaxGuestSize);
  return RunConfined(options.file, [&] {
    WasmModule module = ReadModule(options.file, AsBytes(bytes));
    std::string object = GuestPackage(options.file, bytes, module).Object(bytes);
    if (object.empty())
      throw Error(
          fmt::format("{}: the guest carries no object that could be read", options.file),
          "build it with `ecc --wasm`; what it loads is decided when it runs");
    InspectObject(BaseName(options.file), ObjectName(options.file), object, options.json);
    return 0;
  });
}

int Main(int argc, char** argv) {
  KeepStandardDescriptors();
  Options options;
  if (!ParseOptions(argc, argv, options))
    return 0;
  if (options.permissions.all && options.verb == Options::Verb::kRun)
    WriteToStderr("ecli: everything is allowed (--allow-all)\n");
  bool is_guest = options.file.ends_with(".wasm") || IsWasmFile(options.file);
  if (options.verb == Options::Verb::kInspect)
    return Inspect(options, is_guest);
  if (!is_guest)
    return RunPackage({options.file, options.verb == Options::Verb::kCheck, options.json,
                       options.verbose, options.btf, options.permissions});
  if (options.verb == Options::Verb::kCheck)
    throw UsageError("'check' takes a package; a guest is checked when it runs");
  if (!options.btf.empty())
    throw UsageError("--btf is for packages");
  return RunGuest(ForGuest(options), ReadFile(options.file, kMaxGuestSize));
}

}  // namespace
}  // namespace ecc::loader

int main(int argc, char** argv) {
  return ecc::RunMain("ecli", ecc::loader::Main, argc, argv);
}

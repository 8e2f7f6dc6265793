// The `ecli` command: packages in, events out; guests in, and whatever they do.
#include <cstdlib>

#include "loader/options.h"
#include "loader/package/run_package.h"
#include "loader/wasm/host.h"
#include "loader/wasm/module/module.h"
#include "support/error.h"
#include "support/files.h"

namespace ecc::loader {
namespace {

constexpr size_t kMaxGuestSize = size_t{256} << 20;

GuestOptions ForGuest(const Options& options) {
  GuestOptions guest;
  guest.file = options.file;
  guest.arguments = options.arguments;
  guest.permissions = {options.allow_attach, options.allow_pin};
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

int Main(int argc, char** argv) {
  Options options;
  if (!ParseOptions(argc, argv, options))
    return 0;
  if (!options.file.ends_with(".wasm") && !IsWasmFile(options.file))
    return RunPackage({options.file, options.verb == Options::Verb::kCheck, options.json,
                       options.verbose, options.btf});
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

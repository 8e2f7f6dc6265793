// An engine is a shared object that is opened when a guest runs: packages pay for none.
#include "loader/wasm/engine/engine.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "support/error.h"
#include "support/files.h"
#include "support/install_places.h"
#include "support/paths.h"

namespace ecc::loader {
namespace {

const char* FileName(EngineKind kind) {
  return kind == EngineKind::kJsc ? "ecli-engine-jsc.so" : "ecli-engine-interp.so";
}

// Beside the program, as it is built, or where it is installed.
std::string FindEngine(EngineKind kind) {
  return FindBesideProgram({".", kModulesPlace}, FileName(kind));
}

}  // namespace

bool HasEngine(EngineKind kind) {
  return !FindEngine(kind).empty();
}

EngineLibrary OpenEngineLibrary(EngineKind kind) {
  std::string file = FindEngine(kind);
  if (file.empty()) {
    throw Error(
        fmt::format("this ecli has no engine '{}'",
                    kind == EngineKind::kJsc ? "jsc" : "interp"),
        "build it with the engine's development package installed (Debian: "
        "libjavascriptcoregtk-4.1-dev for jsc, wabt for interp), or try another --engine");
  }
  // Never closed: an engine's threads may outlive its last call.
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    throw Error(fmt::format("cannot open the engine: {}", dlerror()));
  auto* create = reinterpret_cast<CreateEngine*>(dlsym(library, kEngineEntry));
  if (create == nullptr)
    throw Error(fmt::format("'{}' is no engine of this ecli", file));
  return {create};
}

}  // namespace ecc::loader

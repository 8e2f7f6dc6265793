#include "ecc/declarations.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include "btfgen/support/error.h"
#include "btfgen/support/files.h"
#include "btfgen/support/version.h"
#include "ecc/declarations_cache.h"
#include "ecc/declarations_module.h"
#include "ecc/runtime_headers.h"

namespace ecc {
namespace {

const DeclarationReader* OpenModule() {
  std::string file = FindBesideProgram({".", ECC_MODULE_DIRECTORY}, kDeclarationModule);
  if (file.empty()) {
    throw Error(code::kNoLibclang, fmt::format("cannot find '{}'", kDeclarationModule),
                "install ecc as a whole: cmake --install");
  }
  // Never closed: libclang keeps threads.
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    throw Error(code::kNoLibclang, fmt::format("cannot open libclang: {}", dlerror()),
                "install libclang");
  using Entry = const DeclarationReader*();
  auto* entry = reinterpret_cast<Entry*>(dlsym(library, kDeclarationEntry));
  if (entry == nullptr || std::string(kVersion) != entry()->version) {
    throw Error(code::kNoLibclang,
                fmt::format("'{}' is of another version than this ecc", file),
                "install ecc as a whole: cmake --install");
  }
  return entry();
}

const DeclarationReader& Module() {
  static const DeclarationReader* reader = OpenModule();
  return *reader;
}

// What clang gets only when it needs it; for declarations it is no matter.
std::vector<std::string> WithCompat(std::vector<std::string> flags) {
  std::string compat = LibbpfCompatHeaders();
  if (!compat.empty())
    flags.insert(flags.end(), {"-isystem", compat});
  return flags;
}

}  // namespace

std::string LibclangError() {
  try {
    Module();
    return "";
  } catch (const Error& error) {
    std::string what = error.what();
    return what.substr(0, what.find('\n'));
  }
}

bool MayHaveComments(const std::string& source_text) {
  return source_text.find("///") != std::string::npos ||
         source_text.find("/**") != std::string::npos;
}

Declarations ReadDeclarations(const EccOptions& options,
                              const std::vector<std::string>& flags) {
  return Module().read(options, WithCompat(flags));
}

std::optional<Declarations> ReadEventTypesAlone(const EccOptions& options,
                                                const std::vector<std::string>& flags,
                                                const std::string& header_text) {
  return CachedEventTypes(flags, header_text, [&] {
    return Module().read_alone(options, WithCompat(flags), header_text);
  });
}

std::map<std::string, EnumeratorFacts> ReadEnumerators(const EccOptions& options,
                                                       const std::vector<std::string>& flags) {
  return Module().read_enumerators(options, WithCompat(flags));
}

}  // namespace ecc

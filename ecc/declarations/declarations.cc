#include "ecc/declarations/declarations.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include "ecc/clang/flags.h"
#include "ecc/declarations/cache.h"
#include "ecc/declarations/libclang_module.h"
#include "support/error.h"
#include "support/install_places.h"
#include "support/paths.h"
#include "support/version.h"

namespace ecc {
namespace {

const DeclarationReader* OpenModule() {
  std::string file = FindBesideProgram({".", kModulesPlace}, kDeclarationModule);
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

// Calls a function of the module.
template <typename Function>
auto Ask(const Function& function) {
  try {
    return function(Module());
  } catch (const Diagnostic& refusal) {
    throw Error(refusal);
  }
}

}  // namespace

std::string LibclangError() {
  try {
    Module();
    return "";
  } catch (const Error& error) {
    return error.diagnostic().message;
  }
}

bool MayHaveComments(const std::string& source_text) {
  return source_text.find("///") != std::string::npos ||
         source_text.find("/**") != std::string::npos;
}

Declarations ReadDeclarations(const Job& job, const std::vector<std::string>& flags) {
  return Ask([&](const auto& module) { return module.read(job, WithCompatHeaders(flags)); });
}

std::optional<Declarations> ReadEventTypesAlone(const Job& job,
                                                const std::vector<std::string>& flags,
                                                const std::string& header_text) {
  return CachedEventTypes(flags, header_text, [&] {
    return Ask([&](const auto& module) {
      return module.read_alone(job, WithCompatHeaders(flags), header_text);
    });
  });
}

layout::EnumeratorsByName ReadEnumerators(const Job& job,
                                          const std::vector<std::string>& flags) {
  return Ask([&](const auto& module) {
    return module.read_enumerators(job, WithCompatHeaders(flags));
  });
}

}  // namespace ecc

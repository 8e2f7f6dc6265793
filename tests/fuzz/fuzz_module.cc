// libFuzzer: a WebAssembly module, as far as we read it.  An Error, or a module whose limited
// form can be read again and has the limits.
#include <cstddef>
#include <cstdint>

#include "loader/wasm/module/module.h"
#include "support/error.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ecc;
  using namespace ecc::loader;
  constexpr uint64_t kPages = 16;
  constexpr uint64_t kEntries = 1000;
  std::string bytes(reinterpret_cast<const char*>(data), size);
  std::string limited;
  WasmModule module;
  try {
    module = ReadModule("fuzz.wasm", AsBytes(bytes));
    limited = LimitModule("fuzz.wasm", bytes, module, kPages, kEntries);
  } catch (const Error&) {
    return 0;
  }
  try {
    WasmModule again = ReadModule("limited.wasm", AsBytes(limited));
    test::Require(again.imports.size() == module.imports.size() &&
                      again.exports.size() == module.exports.size(),
                  "limits change nothing else");
    for (const ModuleLimits& memory : again.memories)
      test::Require(memory.max && *memory.max <= kPages && memory.min <= kPages, "memory ends");
    for (const ModuleLimits& table : again.tables)
      test::Require(table.max && *table.max <= kEntries && table.min <= kEntries, "tables end");
    for (const ModuleCustomSection& section : again.custom_sections)
      test::Require(section.offset + section.size <= limited.size(), "sections lie inside");
  } catch (const Error& error) {
    test::Require(false, error.what());
  }
  return 0;
}

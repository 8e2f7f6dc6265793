// A WebAssembly module as it lies in a file: what it imports, exports and asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/byte_reader.h"

namespace ecc::loader {

// A function's type, one letter a value: i (i32), I (i64), f (f32), F (f64), ? (others).
struct Signature {
  std::string params;
  std::string results;

  friend bool operator==(const Signature&, const Signature&) = default;
};

// "(i32, i64) -> i32"
std::string Describe(const Signature& signature);

struct ModuleImport {
  std::string module;
  std::string name;
  bool is_function = false;
  Signature signature;  // of a function
};

struct ModuleExport {
  enum class Kind { kFunction, kTable, kMemory, kOther };
  std::string name;
  Kind kind = Kind::kOther;
  uint32_t index = 0;
  Signature signature;  // of a function
};

// Limits of a memory (in pages of 64 KiB) or of a table (in entries).
struct ModuleLimits {
  uint64_t min = 0;
  std::optional<uint64_t> max;
  // Where flags and numbers lie in the file, in bytes.
  size_t offset = 0;
  size_t size = 0;
};

struct ModuleCustomSection {
  std::string name;
  // Where its content lies in the file, in bytes.
  size_t offset = 0;
  size_t size = 0;
};

struct WasmModule {
  std::vector<ModuleImport> imports;
  std::vector<ModuleExport> exports;
  std::vector<ModuleLimits> memories;
  std::vector<ModuleLimits> tables;
  std::vector<ModuleCustomSection> custom_sections;

  const ModuleExport* FindExport(std::string_view name) const;
};

constexpr uint64_t kWasmPageBytes = 65536;

// True for what starts like WebAssembly, of whatever version.
bool LooksLikeWasm(std::string_view bytes);
// False as well for a file that cannot be read.
bool IsWasmFile(const std::string& path);

// Reads the sections that tell of the outside; function bodies are the engine's to check.
// Throws Error, with the place, for what is no core module of version 1.
WasmModule ReadModule(std::string_view file, ByteView bytes);

// The module with no memory that may grow past `max_pages`, and no table past `max_entries`:
// engines have no limit of their own.  Throws Error when it asks for more from the start.
std::string LimitModule(std::string_view file, std::string_view bytes, const WasmModule& module,
                        uint64_t max_pages, uint64_t max_entries);

}  // namespace ecc::loader

// The narrow interface behind which a WebAssembly engine works.  An engine is a shared object
// of its own, opened when a guest runs and not before; this header is all that both sides
// share. It is C++17: the headers of wabt are no C++20.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ecc::loader {

// A function that the host gives the guest.  Types are letters: i for i32, I for i64.
struct HostFunction {
  std::string module;
  std::string name;
  std::string params;
  std::string result;  // empty, "i" or "I"
  // Gets one 64-bit word an argument; i32 values are zero-extended.  What it throws ends the
  // guest, and comes out of the engine's call that was running it.
  std::function<uint64_t(const uint64_t* arguments)> call;
};

// The error of an engine about a module that it cannot take, or about a guest that did what it
// may not.
class EngineError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Engine {
 public:
  using Arguments = std::vector<uint32_t>;

  virtual ~Engine() = default;

  // Compiles the module and links it; `functions` has one entry for each import, in the
  // module's order.  Once for each engine.
  virtual void Instantiate(std::string_view module, std::vector<HostFunction> functions) = 0;
  // The guest's memory; true until the guest runs next.
  struct MemoryRange {
    std::byte* bytes;
    size_t size;
  };
  virtual MemoryRange Memory() = 0;
  // Calls an export that takes i32 values and returns none or one.
  virtual uint32_t CallExport(const std::string& name, const Arguments& arguments) = 0;
  // Calls an entry of the exported table.
  virtual uint32_t CallTable(uint32_t index, const Arguments& arguments) = 0;
};

// The function that the shared object of an engine exports, as kEngineEntry.
using CreateEngine = Engine*();
constexpr const char* kEngineEntry = "ecli_create_engine_1";

enum class EngineKind { kJsc, kInterp };

// An engine's code, which is opened while files may be; nothing of it runs yet.
struct EngineLibrary {
  CreateEngine* create = nullptr;

  std::unique_ptr<Engine> Create() const { return std::unique_ptr<Engine>(create()); }
};
// Throws Error when the engine is not installed.
EngineLibrary OpenEngineLibrary(EngineKind kind);

// False when the engine was not built, or lies elsewhere.
bool HasEngine(EngineKind kind);

}  // namespace ecc::loader

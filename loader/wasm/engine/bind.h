// Host functions made of methods.  A guest imports a function by its type, and the type is read
// off the method: nobody writes it down a second time.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "loader/wasm/engine/engine.h"

namespace ecc::loader {

// The letter of HostFunction::params for a C++ type; WebAssembly has no smaller integers.
template <typename T>
constexpr char WasmLetter() {
  static_assert(std::is_integral_v<T> && !std::is_same_v<T, bool>,
                "a guest passes i32 and i64 only");
  return sizeof(T) == 8 ? 'I' : 'i';
}

// Functions of one import module.
class HostFunctions {
 public:
  explicit HostFunctions(const char* module) : module_(module) {}

  // `object` must outlive the function.
  template <typename Object, typename Result, typename... Args>
  void Bind(const char* name, Object& object, Result (Object::*method)(Args...)) {
    Add<Result, Args...>(
        name, [&object, method](Args... args) -> Result { return (object.*method)(args...); });
  }
  template <typename Result, typename... Args>
  void Bind(const char* name, Result (*function)(Args...)) {
    Add<Result, Args...>(name, function);
  }

  std::vector<HostFunction> Take() { return std::move(functions_); }

 private:
  template <typename Result, typename... Args, typename Function>
  void Add(const char* name, Function function) {
    HostFunction bound{module_, name, std::string{WasmLetter<Args>()...}, "", {}};
    if constexpr (!std::is_void_v<Result>)
      bound.result = WasmLetter<Result>();
    bound.call = [function](const uint64_t* words) {
      return Call<Result, Args...>(function, words, std::index_sequence_for<Args...>());
    };
    functions_.push_back(std::move(bound));
  }

  template <typename Result, typename... Args, typename Function, size_t... kIndices>
  static uint64_t Call(const Function& function, [[maybe_unused]] const uint64_t* words,
                       std::index_sequence<kIndices...>) {
    if constexpr (std::is_void_v<Result>) {
      function(static_cast<Args>(words[kIndices])...);
      return 0;
    } else if constexpr (sizeof(Result) == 8) {
      return static_cast<uint64_t>(function(static_cast<Args>(words[kIndices])...));
    } else {
      // The guest gets 32 bits, of a negative result too.
      return static_cast<uint32_t>(function(static_cast<Args>(words[kIndices])...));
    }
  }

  const char* module_;
  std::vector<HostFunction> functions_;
};

}  // namespace ecc::loader

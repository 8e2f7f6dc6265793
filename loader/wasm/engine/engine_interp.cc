// wabt's interpreter: small, without a JIT, slow at work and quick to start.
#include <wabt/binary-reader.h>
#include <wabt/interp/binary-reader-interp.h>
#include <wabt/interp/interp.h>

#include <exception>
#include <utility>

#include "loader/wasm/engine/engine.h"

namespace ecc::loader {
namespace {

namespace interp = wabt::interp;

interp::ValueTypes Types(std::string_view letters) {
  interp::ValueTypes types;
  for (char letter : letters)
    types.push_back(letter == 'I' ? wabt::Type::I64 : wabt::Type::I32);
  return types;
}

class InterpEngine : public Engine {
 public:
  void Instantiate(std::string_view module, std::vector<HostFunction> functions) override {
    functions_ = std::move(functions);
    wabt::Errors errors;
    interp::ModuleDesc description;
    wabt::ReadBinaryOptions options(features_, nullptr, false, true, true);
    if (wabt::Failed(interp::ReadBinaryInterp("guest", module.data(), module.size(), options,
                                              &errors, &description))) {
      throw EngineError(errors.empty() ? "the module is not valid" : errors.front().message);
    }
    module_ = interp::Module::New(store_, std::move(description));
    interp::RefVec imports;
    for (const HostFunction& function : functions_) imports.push_back(Link(function));
    interp::Trap::Ptr trap;
    // Runs the module's start function, if there is one.
    instance_ = interp::Instance::Instantiate(store_, module_.ref(), imports, &trap);
    if (failure_)
      std::rethrow_exception(std::exchange(failure_, nullptr));
    if (!instance_)
      throw EngineError(trap ? trap->message() : "the module cannot be instantiated");
    const auto& exports = module_->desc().exports;
    for (size_t i = 0; i < exports.size(); ++i) {
      interp::Ref ref = instance_->exports()[i];
      if (exports[i].type.type->kind == wabt::ExternalKind::Memory)
        memory_ = store_.UnsafeGet<interp::Memory>(ref);
      // The first of several, as the other engine takes it.
      if (exports[i].type.type->kind == wabt::ExternalKind::Table && !table_)
        table_ = store_.UnsafeGet<interp::Table>(ref);
    }
  }

  MemoryRange Memory() override {
    // The module's start function may call the host before all is there.
    if (!memory_)
      return {nullptr, 0};
    return {reinterpret_cast<std::byte*>(memory_->UnsafeData()), memory_->ByteSize()};
  }

  uint32_t CallExport(const std::string& name, const Arguments& arguments) override {
    const auto& exports = module_->desc().exports;
    for (size_t i = 0; instance_ && i < exports.size(); ++i) {
      if (exports[i].type.name == name)
        return Call(instance_->exports()[i], arguments);
    }
    throw EngineError("there is no export '" + name + "'");
  }

  uint32_t CallTable(uint32_t index, const Arguments& arguments) override {
    if (!table_ || index >= table_->size() ||
        !store_.Is<interp::Func>(table_->elements()[index]))
      throw EngineError("there is no function " + std::to_string(index) + " in the table");
    interp::Ref ref = table_->elements()[index];
    const interp::FuncType& type = store_.UnsafeGet<interp::Func>(ref)->type();
    if (type.params != interp::ValueTypes(arguments.size(), wabt::Type::I32) ||
        type.results != interp::ValueTypes{wabt::Type::I32}) {
      throw EngineError("function " + std::to_string(index) + " of the table has another type");
    }
    return Call(ref, arguments);
  }

 private:
  interp::Ref Link(const HostFunction& function) {
    interp::FuncType type(Types(function.params), Types(function.result));
    auto callback = [this, &function](interp::Thread&, const interp::Values& params,
                                      interp::Values& results, interp::Trap::Ptr* trap) {
      uint64_t arguments[16] = {};
      for (size_t i = 0; i < params.size(); ++i) {
        arguments[i] = function.params[i] == 'I' ? params[i].Get<interp::u64>()
                                                 : params[i].Get<interp::u32>();
      }
      try {
        uint64_t result = function.call(arguments);
        if (function.result == "I") {
          results[0].Set<interp::u64>(result);
        } else if (function.result == "i") {
          results[0].Set<interp::u32>(static_cast<interp::u32>(result));
        }
        return wabt::Result::Ok;
      } catch (...) {
        failure_ = std::current_exception();
      }
      *trap = interp::Trap::New(store_, "ended by the host");
      return wabt::Result::Error;
    };
    return interp::HostFunc::New(store_, type, callback).ref();
  }

  uint32_t Call(interp::Ref ref, const Arguments& arguments) {
    interp::Func::Ptr function = store_.UnsafeGet<interp::Func>(ref);
    interp::Values params;
    for (uint32_t argument : arguments) params.push_back(interp::Value::Make(argument));
    interp::Values results;
    interp::Trap::Ptr trap;
    // A thread of its own for each call: a trap leaves its frames behind.
    if (wabt::Failed(function->Call(store_, params, results, &trap))) {
      if (failure_)
        std::rethrow_exception(std::exchange(failure_, nullptr));
      throw EngineError(trap ? trap->message() : "the guest failed");
    }
    return results.empty() ? 0 : results[0].Get<interp::u32>();
  }

  wabt::Features features_;
  interp::Store store_{features_};
  std::vector<HostFunction> functions_;
  interp::Module::Ptr module_;
  interp::Instance::Ptr instance_;
  interp::Memory::Ptr memory_;
  interp::Table::Ptr table_;
  std::exception_ptr failure_;
};

}  // namespace
}  // namespace ecc::loader

extern "C" __attribute__((visibility("default"))) ecc::loader::Engine* ecli_create_engine_1() {
  return new ecc::loader::InterpEngine();
}

// JavaScriptCore through its C interface: a JIT, the default.
#include <JavaScriptCore/JavaScript.h>

#include <array>
#include <bit>
#include <cmath>
#include <exception>
#include <utility>

#include "loader/wasm/engine/engine.h"

namespace ecc::loader {
namespace {

// Imports are C functions without a context of their own: each has a number.
constexpr size_t kMaxFunctions = 128;

class JscEngine;
JscEngine* g_engine = nullptr;

class JsText {
 public:
  explicit JsText(const std::string& text)
      : text_(JSStringCreateWithUTF8CString(text.c_str())) {}
  ~JsText() { JSStringRelease(text_); }
  JsText(const JsText&) = delete;
  JsText& operator=(const JsText&) = delete;
  JSStringRef get() const { return text_; }

 private:
  JSStringRef text_;
};

std::string ToText(JSContextRef context, JSValueRef value) {
  JSStringRef string = JSValueToStringCopy(context, value, nullptr);
  if (string == nullptr)
    return "an error without words";
  std::string text(JSStringGetMaximumUTF8CStringSize(string), '\0');
  size_t size = JSStringGetUTF8CString(string, text.data(), text.size());
  text.resize(size == 0 ? 0 : size - 1);
  JSStringRelease(string);
  return text;
}

// Each call of JavaScriptCore's interface takes and gives back its lock, which costs more than
// a map's lookup.  So an import is a function of JavaScript's own that lays its arguments into
// memory that it shares with us, calls us without any, and takes the result from there.
constexpr size_t kMaxArguments = 16;
std::string Shim(const HostFunction& function, size_t index) {
  std::string params;
  std::string stores;
  for (size_t i = 0; i < function.params.size(); ++i) {
    std::string name = "a" + std::to_string(i);
    params += (i == 0 ? "" : ",") + name;
    // A slot has 8 bytes: one i64, or an i32 and nothing.
    stores += function.params[i] == 'I' ? "q[" + std::to_string(i) + "]=" + name + ";"
                                        : "w[" + std::to_string(2 * i) + "]=" + name + ";";
  }
  std::string result = function.result.empty()  ? ""
                       : function.result == "I" ? "return q[0];"
                                                : "return w[0];";
  return "(h=>(" + params + ")=>{" + stores + "h();" + result + "})(functions[" +
         std::to_string(index) + "]),";
}

// Takes the module's bytes, the shared memory, and the functions in the order of its imports.
std::string InstantiateScript(const std::vector<HostFunction>& functions) {
  std::string shims;
  for (size_t i = 0; i < functions.size(); ++i) shims += Shim(functions[i], i);
  return R"((bytes, words, functions) => {
  const w = new Int32Array(words), q = new BigInt64Array(words);
  const shims = [)" +
         shims + R"(];
  const module = new WebAssembly.Module(bytes);
  const imports = {};
  WebAssembly.Module.imports(module).forEach((entry, i) => {
    (imports[entry.module] ??= {})[entry.name] = shims[i];
  });
  const exports = new WebAssembly.Instance(module, imports).exports;
  const values = Object.values(exports);
  return [exports, values.find(e => e instanceof WebAssembly.Memory),
          values.find(e => e instanceof WebAssembly.Table)];
})";
}

class JscEngine : public Engine {
 public:
  JscEngine() : context_(JSGlobalContextCreate(nullptr)) { g_engine = this; }
  // The context is not released: the process ends, and that frees it at once.
  ~JscEngine() override { g_engine = nullptr; }

  void Instantiate(std::string_view module, std::vector<HostFunction> functions) override {
    functions_ = std::move(functions);
    static_assert(std::endian::native == std::endian::little, "Int32Array has our byte order");
    if (functions_.size() > kMaxFunctions)
      throw EngineError("the module has too many imports");
    module_ = module;
    JSValueRef exception = nullptr;
    auto callbacks = Callbacks(std::make_index_sequence<kMaxFunctions>());
    std::vector<JSValueRef> links;
    for (size_t i = 0; i < functions_.size(); ++i) {
      links.push_back(JSObjectMakeFunctionWithCallback(
          context_, JsText(functions_[i].name).get(), callbacks[i]));
    }
    JSValueRef arguments[] = {
        JSObjectMakeArrayBufferWithBytesNoCopy(context_, module_.data(), module_.size(),
                                               nullptr, nullptr, &exception),
        JSObjectMakeArrayBufferWithBytesNoCopy(context_, words_.data(), sizeof(words_), nullptr,
                                               nullptr, &exception),
        JSObjectMakeArray(context_, links.size(), links.data(), &exception)};
    JSValueRef function = JSEvaluateScript(
        context_, JsText(InstantiateScript(functions_)).get(), nullptr, nullptr, 0, &exception);
    JSValueRef result = nullptr;
    if (exception == nullptr) {
      result = JSObjectCallAsFunction(context_, Object(function), nullptr, std::size(arguments),
                                      arguments, &exception);
    }
    Require(exception);
    exports_ = Object(Element(Object(result), 0));
    memory_ = Object(Element(Object(result), 1));
    JSValueRef table = Element(Object(result), 2);
    table_ = JSValueIsObject(context_, table) ? Object(table) : nullptr;
    for (JSObjectRef object : {exports_, memory_, table_}) {
      if (object != nullptr)
        JSValueProtect(context_, object);
    }
    if (table_ != nullptr)
      table_get_ = Object(Property(table_, "get"));
  }

  MemoryRange Memory() override {
    // The module's start function may call the host before all is there.
    if (memory_ == nullptr)
      return {nullptr, 0};
    // A memory that has grown has a new buffer; the view of the old one has no length.
    if (view_ != nullptr && JSObjectGetTypedArrayLength(context_, view_, nullptr) != 0)
      return bytes_;
    if (view_ != nullptr)
      JSValueUnprotect(context_, view_);
    JSValueRef exception = nullptr;
    view_ = JSObjectMakeTypedArrayWithArrayBuffer(
        context_, kJSTypedArrayTypeUint8Array, Object(Property(memory_, "buffer")), &exception);
    Require(exception);
    JSValueProtect(context_, view_);
    bytes_ = {static_cast<std::byte*>(JSObjectGetTypedArrayBytesPtr(context_, view_, nullptr)),
              JSObjectGetTypedArrayLength(context_, view_, nullptr)};
    return bytes_;
  }

  uint32_t CallExport(const std::string& name, const Arguments& arguments) override {
    JSValueRef function = exports_ != nullptr ? Property(exports_, name) : nullptr;
    if (function == nullptr || !JSValueIsObject(context_, function))
      throw EngineError("there is no export '" + name + "'");
    return Call(Object(function), arguments);
  }

  uint32_t CallTable(uint32_t index, const Arguments& arguments) override {
    if (table_ == nullptr)
      throw EngineError("the guest exports no table");
    JSValueRef exception = nullptr;
    JSValueRef number = JSValueMakeNumber(context_, index);
    JSValueRef entry =
        JSObjectCallAsFunction(context_, table_get_, table_, 1, &number, &exception);
    if (exception != nullptr || !JSValueIsObject(context_, entry))
      throw EngineError("there is no function " + std::to_string(index) + " in the table");
    JSObjectRef function = Object(entry);
    // JavaScript would fill in what is missing.
    if (JSValueToNumber(context_, Property(function, "length"), nullptr) !=
        static_cast<double>(arguments.size())) {
      throw EngineError("function " + std::to_string(index) + " of the table has another type");
    }
    return Call(function, arguments);
  }

 private:
  template <size_t... kIndex>
  static std::array<JSObjectCallAsFunctionCallback, kMaxFunctions> Callbacks(
      std::index_sequence<kIndex...>) {
    return {&Callback<kIndex>...};
  }

  template <size_t kIndex>
  static JSValueRef Callback(JSContextRef context, JSObjectRef, JSObjectRef, size_t,
                             const JSValueRef[], JSValueRef* exception) {
    return g_engine->CallHost(context, g_engine->functions_[kIndex], exception);
  }

  JSValueRef CallHost(JSContextRef context, const HostFunction& function,
                      JSValueRef* exception) {
    // A guest may catch what the host throws: it gets nothing from the host after that.
    if (failure_) {
      *exception = JSValueMakeNumber(context, 0);
      return nullptr;
    }
    // Copied: the guest that the host calls meanwhile uses the same words.
    std::array<uint64_t, kMaxArguments> arguments = words_;
    for (size_t i = 0; i < function.params.size(); ++i) {
      if (function.params[i] == 'i')
        arguments[i] &= UINT32_MAX;
    }
    try {
      words_[0] = function.call(arguments.data());
      return nullptr;  // undefined
    } catch (...) {
      failure_ = std::current_exception();
    }
    *exception = JSValueMakeNumber(context, 0);
    return nullptr;
  }

  uint32_t Call(JSObjectRef function, const Arguments& arguments) {
    std::array<JSValueRef, 8> values;
    for (size_t i = 0; i < arguments.size(); ++i) {
      values[i] = JSValueMakeNumber(context_, static_cast<int32_t>(arguments[i]));
    }
    JSValueRef exception = nullptr;
    JSValueRef result = JSObjectCallAsFunction(context_, function, nullptr, arguments.size(),
                                               values.data(), &exception);
    Require(exception);
    double number = JSValueToNumber(context_, result, nullptr);
    // Functions of the table may return anything.
    return std::abs(number) <= UINT32_MAX ? static_cast<uint32_t>(static_cast<int64_t>(number))
                                          : 0;
  }

  // Throws again what the host threw on the way; an exception of the guest becomes an
  // EngineError.
  void Require(JSValueRef exception) {
    if (failure_)
      std::rethrow_exception(failure_);
    if (exception != nullptr)
      throw EngineError(ToText(context_, exception));
  }

  JSObjectRef Object(JSValueRef value) const {
    return const_cast<JSObjectRef>(value);  // an object's value is the object
  }
  JSValueRef Property(JSObjectRef object, const std::string& name) const {
    return JSObjectGetProperty(context_, object, JsText(name).get(), nullptr);
  }
  JSValueRef Element(JSObjectRef object, unsigned index) const {
    return JSObjectGetPropertyAtIndex(context_, object, index, nullptr);
  }

  JSGlobalContextRef context_;
  std::vector<HostFunction> functions_;
  std::string module_;
  std::array<uint64_t, kMaxArguments> words_ = {};
  JSObjectRef exports_ = nullptr;
  JSObjectRef memory_ = nullptr;
  JSObjectRef table_ = nullptr;
  JSObjectRef table_get_ = nullptr;
  JSObjectRef view_ = nullptr;
  MemoryRange bytes_ = {};
  std::exception_ptr failure_;
};

}  // namespace
}  // namespace ecc::loader

extern "C" __attribute__((visibility("default"))) ecc::loader::Engine* ecli_create_engine_1() {
  return new ecc::loader::JscEngine();
}

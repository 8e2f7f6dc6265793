// From bytes to a guest that runs: the module is read and limited, its imports are linked to
// functions of ours by name and type, and what it knows of this host is negotiated before it
// starts.
#include "loader/wasm/host.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "btfgen/layout/btf_file.h"
#include "loader/broker/broker.h"
#include "loader/broker/guest_objects.h"
#include "loader/package/validate.h"
#include "loader/sandbox/confine.h"
#include "loader/wasm/bpf/bpf_imports.h"
#include "loader/wasm/module/guest_package.h"
#include "loader/wasm/module/module.h"
#include "runtime-headers/abi/ecc-guest-abi.h"
#include "support/error.h"
#include "support/identifier.h"
#include "support/paths.h"

namespace ecc::loader {
namespace {

constexpr const char* kStart = "_start";
constexpr const char* kSignalExport = "ecc_guest_signal";
constexpr const char* kAbiExport = "ecc_guest_abi";
constexpr uint64_t kMaxTableEntries = 1 << 20;
constexpr unsigned kMaxInterrupts = 3;

// A module that can run has these.
void CheckExports(const std::string& file, const WasmModule& module) {
  const ModuleExport* start = module.FindExport(kStart);
  if (start == nullptr || start->kind != ModuleExport::Kind::kFunction ||
      start->signature != Signature()) {
    throw Error(fmt::format("{}: the module exports no function '{}'", file, kStart),
                "build it as a command, not as a library: without -mexec-model=reactor");
  }
  auto has = [&](ModuleExport::Kind kind) {
    return std::any_of(module.exports.begin(), module.exports.end(),
                       [&](const ModuleExport& e) { return e.kind == kind; });
  };
  if (!has(ModuleExport::Kind::kMemory))
    throw Error(fmt::format("{}: the module exports no memory", file));
  bool polls = std::any_of(
      module.imports.begin(), module.imports.end(),
      [](const ModuleImport& import) { return import.name == "wasm_bpf_buffer_poll"; });
  if (polls && !has(ModuleExport::Kind::kTable)) {
    throw Error(fmt::format("{}: the module polls buffers but exports no function table", file),
                "link it with -Wl,--export-table");
  }
}

// Returns the functions that the module imports, in its order, from those that are available.
std::vector<HostFunction> Link(const std::string& file, const WasmModule& module,
                               const std::vector<HostFunction>& available) {
  std::vector<HostFunction> linked;
  Findings unknown;
  for (const ModuleImport& import : module.imports) {
    std::string name = fmt::format("{}.{}", Printable(import.module), Printable(import.name));
    auto found = std::find_if(available.begin(), available.end(), [&](const auto& function) {
      return function.module == import.module && function.name == import.name;
    });
    if (found == available.end() || !import.is_function) {
      unknown.Add(fmt::format("{}{}", name, import.is_function ? "" : " (no function)"));
      continue;
    }
    Signature signature{found->params, found->result};
    if (import.signature != signature) {
      unknown.Add(fmt::format("{} {}, which is {} here", name, Describe(import.signature),
                              Describe(signature)));
      continue;
    }
    linked.push_back(*found);
    // Says which function a guest called badly.
    linked.back().call = [call = found->call, name](const uint64_t* arguments) {
      try {
        return call(arguments);
      } catch (const GuestFault& fault) {
        throw GuestFault(fmt::format("{}: {}", name, fault.what()));
      }
    };
  }
  unknown.ThrowIfAny(fmt::format("{}: imports that this host does not have", file));
  return linked;
}

// What the broker answers; a guest whose broker is gone has nothing left to do.
GuestObjects::Ask AskOver(int socket) {
  return [socket](Message request) {
    std::optional<Message> answer;
    if (Send(socket, std::move(request)))
      answer = Receive(socket);
    if (!answer)
      throw GuestFault("nobody answers it any more");
    return *std::move(answer);
  };
}

FileAccess AccessBy(const GuestObjects::Ask& ask) {
  auto result = [ask](Message request) {
    return static_cast<int>(ask(std::move(request)).TakeNumber());
  };
  auto to = [](Request what, int directory, const std::string& path) {
    Message request;
    request.Put(static_cast<uint64_t>(what)).Put(std::string_view(path));
    request.Put(FileDescriptor(fcntl(directory, F_DUPFD_CLOEXEC, 0)));
    return request;
  };
  FileAccess access;
  access.open = [=](int directory, const std::string& path, int flags, uint32_t mode) {
    Message request = to(Request::kOpenBelow, directory, path);
    request.Put(static_cast<uint64_t>(flags)).Put(uint64_t{mode});
    Message answer = ask(std::move(request));
    int error = static_cast<int>(answer.TakeNumber());
    return error < 0 ? error : answer.TakeDescriptor().Release();
  };
  access.unlink = [=](int directory, const std::string& path, int flags) {
    return result(std::move(
        to(Request::kUnlinkBelow, directory, path).Put(static_cast<uint64_t>(flags))));
  };
  access.make = [=](int directory, const std::string& path) {
    return result(to(Request::kMakeBelow, directory, path));
  };
  return access;
}

class Host {
 public:
  Host(const GuestOptions& options, const std::string& bytes,
       std::vector<WasiOptions::Directory> directories, const EngineLibrary& library,
       const GuestObjects::Ask& ask, const StopSignal& stop)
      : options_(options),
        bytes_(bytes),
        directories_(std::move(directories)),
        library_(library),
        access_(AccessBy(ask)),
        stop_(stop),
        module_(ReadModule(options.file, AsBytes(bytes))),
        package_(options.file, bytes, module_),
        objects_(ask, [this](const std::string& object) { package_.CheckObject(object); }) {}

  int Run() {
    CheckExports(options_.file, module_);
    std::string limited =
        LimitModule(options_.file, bytes_, module_,
                    options_.memory_mib * 1024 * 1024 / kWasmPageBytes, kMaxTableEntries);
    std::string object = package_.Object(bytes_);
    if (!object.empty()) {
      package_.CheckObject(object);
      objects_.LoadEarly(object);
    }
    engine_ = library_.Create();
    ConfineCalls(Calls::kRun);
    GuestMemory memory(*engine_);
    auto interrupt = [this] { Interrupt(); };
    BpfImports bpf(*engine_, memory, objects_, stop_, interrupt);
    WasiOptions wasi_options = {{options_.file}, options_.environment, directories_, access_};
    wasi_options.arguments.insert(wasi_options.arguments.end(), options_.arguments.begin(),
                                  options_.arguments.end());
    Wasi wasi(wasi_options, memory, stop_, interrupt, [&bpf] { bpf.ExchangeLive(); });
    std::vector<HostFunction> functions = wasi.Functions();
    for (HostFunction& function : bpf.Functions()) functions.push_back(std::move(function));
    functions = Link(options_.file, module_, functions);
    try {
      engine_->Instantiate(limited, std::move(functions));
      Negotiate(memory, bpf);
      engine_->CallExport(kStart, {});
      return 0;
    } catch (const GuestExit& exit) {
      return static_cast<int>(exit.code & 0xff);
    } catch (const GuestFault& fault) {
      throw Error(fmt::format("{}: the guest is ended: {}", options_.file, fault.what()));
    } catch (const EngineError& error) {
      throw Error(fmt::format("{}: {}", options_.file, Printable(error.what())));
    }
  }

 private:
  // A guest that knows this host is told what it can do.
  void Negotiate(const GuestMemory& memory, BpfImports& bpf) {
    const ModuleExport* entry = module_.FindExport(kAbiExport);
    if (entry == nullptr || entry->kind != ModuleExport::Kind::kFunction ||
        entry->signature != Signature{"", "i"}) {
      return;
    }
    uint32_t address = engine_->CallExport(kAbiExport, {});
    ecc_guest_abi abi;
    try {
      abi = memory.Read<ecc_guest_abi>(address);
    } catch (const GuestFault& fault) {
      throw GuestFault(fmt::format("{}: {}", kAbiExport, fault.what()));
    }
    if (abi.version != ECC_GUEST_ABI_VERSION)
      return;
    abi.host_version = ECC_GUEST_ABI_VERSION;
    abi.cpus = static_cast<uint32_t>(bpf.cpus());
    memory.Write(address, abi);
    bpf.Negotiate();
  }

  // Calls the guest's own handler, once.
  void Interrupt() {
    if (interrupts_++ != 0) {
      // A guest without a handler that goes on waiting ends as a program does.
      if (module_.FindExport(kSignalExport) == nullptr && interrupts_ > kMaxInterrupts)
        throw GuestExit{static_cast<uint32_t>(128 + stop_.signal())};
      return;
    }
    const ModuleExport* handler = module_.FindExport(kSignalExport);
    if (handler == nullptr || handler->kind != ModuleExport::Kind::kFunction ||
        handler->signature != Signature{"i", ""}) {
      return;
    }
    engine_->CallExport(kSignalExport, {static_cast<uint32_t>(stop_.signal())});
  }

  const GuestOptions& options_;
  const std::string& bytes_;
  std::vector<WasiOptions::Directory> directories_;
  const EngineLibrary& library_;
  FileAccess access_;
  const StopSignal& stop_;
  WasmModule module_;
  GuestPackage package_;
  GuestObjects objects_;
  std::unique_ptr<Engine> engine_;
  unsigned interrupts_ = 0;
};

}  // namespace

int RunHost(const GuestOptions& options, const std::string& bytes,
            std::vector<WasiOptions::Directory> directories, const EngineLibrary& library,
            int socket, const StopSignal& stop) {
  return Host(options, bytes, std::move(directories), library, AskOver(socket), stop).Run();
}

}  // namespace ecc::loader

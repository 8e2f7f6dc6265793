// From bytes to a guest that runs: the module is read and limited, its imports are linked to
// functions of ours by name and type, and what it knows of this host is negotiated before it
// starts.
#include "loader/wasm/host.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>
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
GuestObjects::Ask AskBroker(int socket) {
  return [socket](Message request) {
    std::optional<Message> answer = AskOver(socket, std::move(request));
    if (!answer)
      throw GuestFault("nobody answers it any more");
    return *std::move(answer);
  };
}

// The broker knows directories by numbers, WASI's files have descriptors.
class FilesByBroker {
 public:
  FilesByBroker(GuestObjects::Ask ask, const std::vector<WasiOptions::Directory>& directories)
      : ask_(std::move(ask)) {
    for (const WasiOptions::Directory& directory : directories)
      numbers_.emplace(directory.fd, numbers_.size());
  }

  int Open(int directory, const std::string& path, int flags, uint32_t mode) {
    Message answer = ask_(std::move(To(Request::kOpenBelow, directory)
                                        .Put(std::string_view(path))
                                        .Put(static_cast<uint64_t>(flags))
                                        .Put(uint64_t{mode})));
    int error = static_cast<int>(answer.TakeNumber());
    if (error < 0)
      return error;
    uint64_t number = answer.TakeNumber();
    int fd = answer.TakeDescriptor().Release();
    // What had the descriptor before was closed.
    if (auto old = numbers_.find(fd); old != numbers_.end()) {
      ask_(To(Request::kForgetBelow, fd));
      numbers_.erase(old);
    }
    if (number != kNoDirectory)
      numbers_[fd] = number;
    return fd;
  }
  int Unlink(int directory, const std::string& path, int flags) {
    return Result(std::move(To(Request::kUnlinkBelow, directory)
                                .Put(std::string_view(path))
                                .Put(static_cast<uint64_t>(flags))));
  }
  int Make(int directory, const std::string& path) {
    return Result(std::move(To(Request::kMakeBelow, directory).Put(std::string_view(path))));
  }

 private:
  Message To(Request what, int directory) const {
    auto number = numbers_.find(directory);
    return std::move(Message()
                         .Put(static_cast<uint64_t>(what))
                         .Put(number == numbers_.end() ? kNoDirectory : number->second));
  }
  int Result(Message request) const {
    return static_cast<int>(ask_(std::move(request)).TakeNumber());
  }

  GuestObjects::Ask ask_;
  std::map<int, uint64_t> numbers_;  // of descriptors of directories
};

FileAccess AccessBy(FilesByBroker& files) {
  FileAccess access;
  access.open = [&files](int directory, const std::string& path, int flags, uint32_t mode) {
    return files.Open(directory, path, flags, mode);
  };
  access.unlink = [&files](int directory, const std::string& path, int flags) {
    return files.Unlink(directory, path, flags);
  };
  access.make = [&files](int directory, const std::string& path) {
    return files.Make(directory, path);
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
        files_(ask, directories_),
        access_(AccessBy(files_)),
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
  FilesByBroker files_;
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
  return Host(options, bytes, std::move(directories), library, AskBroker(socket), stop).Run();
}

}  // namespace ecc::loader

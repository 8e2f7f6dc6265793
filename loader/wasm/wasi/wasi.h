// WASI preview 1, as far as guests on top of wasi-libc need it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "loader/broker/below.h"
#include "loader/wasm/engine/guest_memory.h"
#include "support/stop_guard.h"

namespace ecc::loader {

struct WasiOptions {
  std::vector<std::string> arguments;    // the program's name first
  std::vector<std::string> environment;  // "NAME=value"
  // Directories that the guest may use, by the names that it sees.
  struct Directory {
    std::string host_path;
    std::string guest_path;
    int fd = -1;  // where it is open already
  };
  std::vector<Directory> directories;
  FileAccess access;  // how files in them are opened
};

constexpr const char* kWasiModule = "wasi_snapshot_preview1";

// errno of Linux -> errno of WASI.
uint16_t WasiErrno(int error);

class WasiFiles;

class Wasi {
 public:
  // All must outlive this; `memory` is used by the functions only.  `on_interrupt` tells the
  // guest of a signal, `on_sleep` is called before and after the guest sleeps.  Throws Error
  // for a directory that cannot be opened.
  Wasi(const WasiOptions& options, const GuestMemory& memory, const StopSignal& stop,
       std::function<void()> on_interrupt, std::function<void()> on_sleep);
  ~Wasi();

  // Every function of preview 1; those that no usual guest needs answer ENOSYS.
  std::vector<HostFunction> Functions();

 private:
  // Each is the function of preview 1 of a like name.
  uint16_t ArgumentSizes(uint32_t count, uint32_t bytes);
  uint16_t Arguments(uint32_t pointers, uint32_t text);
  uint16_t EnvironmentSizes(uint32_t count, uint32_t bytes);
  uint16_t Environment(uint32_t pointers, uint32_t text);
  uint16_t ClockTime(uint32_t clock, uint64_t precision, uint32_t out);
  uint16_t ClockResolution(uint32_t clock, uint32_t out);
  uint16_t Random(uint32_t address, uint32_t size);
  uint16_t PollOneoff(uint32_t in, uint32_t out, uint32_t count, uint32_t written);
  uint16_t ListSizes(const std::vector<std::string>& list, uint32_t count, uint32_t bytes);
  uint16_t List(const std::vector<std::string>& list, uint32_t pointers, uint32_t text);

  const WasiOptions& options_;
  const GuestMemory& memory_;
  const StopSignal& stop_;
  std::function<void()> on_interrupt_;
  std::function<void()> on_sleep_;
  std::unique_ptr<WasiFiles> files_;
};

}  // namespace ecc::loader

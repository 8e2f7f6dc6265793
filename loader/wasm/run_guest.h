// `ecli run app.wasm`: from a file to a guest that runs and ends.
#pragma once

#include <string>
#include <vector>

#include "loader/permission/permission.h"
#include "loader/wasm/engine/engine.h"
#include "loader/wasm/wasi/wasi.h"

namespace ecc::loader {

struct GuestOptions {
  std::string file;
  std::vector<std::string> arguments;  // without the program's name
  std::vector<std::string> environment;
  std::vector<WasiOptions::Directory> directories;
  Permissions permissions;
  EngineKind engine = EngineKind::kJsc;
  uint64_t memory_mib = 256;
  double limit_s = 0;  // 0: none
  bool verbose = false;
};

// Runs a guest to its end; the exit code that it gave.  Throws Error for a module that cannot
// run and for a guest that did what it may not; whatever it attached is detached then.
//
// There are two processes.  This one keeps its privileges, never looks at the module, and does
// what the guest asks for and may.  The other has given up everything before it reads the first
// byte.
int RunGuest(const GuestOptions& options, const std::string& bytes);

}  // namespace ecc::loader

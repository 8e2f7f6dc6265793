// The guest's own process, from a module's bytes to its exit code.
#pragma once

#include <string>
#include <vector>

#include "loader/wasm/run_guest.h"
#include "support/stop_guard.h"

namespace ecc::loader {

// `socket` leads to the broker.  Confined as an engine may start; before the guest runs the
// rest is given up.  Throws Error for a module that cannot run and for a guest that did what it
// may not.
int RunHost(const GuestOptions& options, const std::string& bytes,
            std::vector<WasiOptions::Directory> directories, const EngineLibrary& library,
            int socket, const StopSignal& stop);

}  // namespace ecc::loader

// Events from the kernel's buffers to the printer, until a signal.
#pragma once

#include <vector>

#include "loader/events/event_printer.h"
#include "loader/kernel/kernel_object.h"
#include "support/stop_guard.h"

namespace ecc::loader {

// Polls all buffers and prints what comes, until SIGINT or SIGTERM.  Without buffers it just
// waits.  Returns how many events the kernel dropped because a perf buffer was full; ring
// buffers do not count theirs.
uint64_t RunEventLoop(const std::vector<MapInfo>& buffers, const layout::Model& model,
                      EventPrinter& printer, const StopGuard& stop, int poll_timeout_ms);

}  // namespace ecc::loader

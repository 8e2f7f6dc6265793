// Events from the kernel's buffers to the printer, until a signal.
#pragma once

#include <memory>
#include <vector>

#include "loader/events/event_printer.h"
#include "loader/events/event_reader.h"
#include "loader/kernel/kernel_object.h"
#include "support/stop_guard.h"

namespace ecc::loader {

// A buffer and what reads it.
struct EventSource {
  MapInfo map;
  std::unique_ptr<EventReader> reader;
};

// Polls all buffers and prints what comes, until somebody wants an end.  Without buffers it
// just waits.  Says at the end which buffers had no room.
void RunEventLoop(std::vector<EventSource>& sources, const layout::Model& model,
                  EventPrinter& printer, const StopSignal& stop, int poll_timeout_ms);

}  // namespace ecc::loader

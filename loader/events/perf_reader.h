// Reads perf buffers.
#pragma once

#include <memory>
#include <vector>

#include "loader/events/event_reader.h"
#include "support/descriptors.h"

namespace ecc::loader {

// Takes the events of OpenPerfEvents; needs no privileges.  Throws KernelError.
std::unique_ptr<EventReader> MakePerfReader(const MapInfo& map,
                                            std::vector<FileDescriptor> events);

}  // namespace ecc::loader

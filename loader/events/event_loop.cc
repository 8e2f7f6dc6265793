#include "loader/events/event_loop.h"

#include <bpf/bpf.h>
#include <fmt/format.h>
#include <poll.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include "loader/events/event_reader.h"
#include "loader/events/event_types.h"
#include "support/error.h"

namespace ecc::loader {
namespace {

constexpr size_t kStretchBytes = 256 * 1024;

// Prints all that is there; false when it was told to stop meanwhile.
bool Drain(EventSource& source, const layout::Model& model, EventPrinter& printer,
           const StopSignal& stop, std::string& scratch) {
  bool is_perf = source.map.type == BPF_MAP_TYPE_PERF_EVENT_ARRAY;
  while (size_t size = source.reader->Read(std::as_writable_bytes(std::span(scratch)))) {
    ByteView stretch = AsBytes(scratch).first(size);
    while (!stretch.empty()) {
      // Events may come as fast as they are printed, so that a buffer is never empty.
      if (stop.signal() != 0)
        return false;
      EventRecord record = TakeRecord(stretch);
      if (record.is_discarded)
        continue;
      const layout::Record* type =
          FindEventType(model, source.map.name, record.bytes.size(), is_perf);
      if (type == nullptr) {
        printer.CountUnknown();
      } else {
        printer.Print(*type, record.bytes.first(type->size));
      }
    }
  }
  return true;
}

}  // namespace

void RunEventLoop(std::vector<EventSource>& sources, const layout::Model& model,
                  EventPrinter& printer, const StopSignal& stop, int poll_timeout_ms) {
  std::vector<pollfd> descriptors = {{stop.fd(), POLLIN, 0}};
  for (const EventSource& source : sources)
    descriptors.push_back({source.reader->fd(), POLLIN, 0});
  std::string scratch(kStretchBytes, '\0');
  while (stop.signal() == 0) {
    int ready = poll(descriptors.data(), descriptors.size(), poll_timeout_ms);
    if (ready < 0 && errno != EINTR)
      throw Error(fmt::format("poll: {}", strerror(errno)));
    for (EventSource& source : sources) {
      if (!Drain(source, model, printer, stop, scratch))
        break;
    }
    // A reader at the other end of a pipe wants events when they happen.
    if (fflush(stdout) != 0)
      throw Error(fmt::format("cannot write events: {}", strerror(errno)));
  }
  for (const EventSource& source : sources) TellLost(source.map.name, *source.reader);
}

}  // namespace ecc::loader

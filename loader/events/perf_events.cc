#include "loader/events/perf_events.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace ecc::loader {

std::vector<FileDescriptor> OpenPerfEvents(const MapInfo& map) {
  perf_event_attr attributes = {};
  attributes.size = sizeof(attributes);
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_BPF_OUTPUT;
  attributes.sample_type = PERF_SAMPLE_RAW;
  attributes.sample_period = 1;
  attributes.wakeup_events = 1;
  std::vector<FileDescriptor> events;
  int cpus = std::min(libbpf_num_possible_cpus(), static_cast<int>(map.max_entries));
  for (int cpu = 0; cpu < cpus; ++cpu) {
    FileDescriptor event(static_cast<int>(
        syscall(SYS_perf_event_open, &attributes, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC)));
    if (event.get() < 0 && errno == ENODEV)
      continue;  // possible, but not there
    int fd = event.get();
    if (fd < 0 || ioctl(fd, PERF_EVENT_IOC_ENABLE, 0) != 0 ||
        bpf_map_update_elem(map.fd, &cpu, &fd, BPF_ANY) != 0)
      throw KernelError(fmt::format("cannot open the perf buffer '{}'", map.name), errno);
    events.push_back(std::move(event));
  }
  if (events.empty())
    throw KernelError(fmt::format("cannot open the perf buffer '{}'", map.name), ENODEV);
  return events;
}

}  // namespace ecc::loader

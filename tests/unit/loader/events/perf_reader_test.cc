#include "loader/events/perf_reader.h"

#include <linux/perf_event.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "support/byte_reader.h"
#include "tests/support/helpers.h"

namespace ecc::loader {
namespace {

// What cannot be mapped, or waited for, is no event.
TEST(PerfReader, WantsEvents) {
  MapInfo map;
  map.name = "events";
  auto open = [&](int fd) {
    std::vector<FileDescriptor> events;
    events.emplace_back(fd);
    try {
      MakePerfReader(map, std::move(events));
    } catch (const KernelError& error) {
      return error.error();
    }
    return 0;
  };
  EXPECT_EQ(ENODEV, open(eventfd(0, EFD_CLOEXEC)));
  // A file is mapped, but nobody waits for one.
  int file = memfd_create("ring", MFD_CLOEXEC);
  ASSERT_EQ(0, ftruncate(file, 65 * getpagesize()));
  EXPECT_EQ(EPERM, open(file));
}

TEST(PerfReader, OfNoCpuReadsNothing) {
  std::byte room[64];
  std::unique_ptr<EventReader> reader = MakePerfReader(MapInfo(), {});
  EXPECT_EQ(0u, reader->Read(room));
  EXPECT_EQ(0u, reader->lost());
  EXPECT_LE(0, reader->fd());
}

}  // namespace
}  // namespace ecc::loader

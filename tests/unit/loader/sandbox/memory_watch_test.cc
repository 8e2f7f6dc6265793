#include "loader/sandbox/memory_watch.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "tests/support/helpers.h"

namespace ecc::loader {
namespace {

// A process that takes so many MiB and then waits.
pid_t Taking(size_t mib, int how = MAP_PRIVATE) {
  pid_t child = fork();
  if (child != 0)
    return child;
  size_t size = mib << 20;
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, how | MAP_ANONYMOUS, -1, 0);
  std::memset(memory, 1, size);
  while (true) pause();
}

TEST(MemoryWatch, EndsWhoTakesTooMuch) {
  uint64_t before = OwnMemory(getpid());
  pid_t child = Taking(96);
  MemoryWatch watch(child, before + (64 << 20), [&] { kill(child, SIGKILL); });
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(watch.has_ended_it());
}

// Whether a page is shared or not, it is there.
TEST(MemoryWatch, SeesSharedMemory) {
  uint64_t before = OwnMemory(getpid());
  pid_t child = Taking(96, MAP_SHARED);
  MemoryWatch watch(child, before + (64 << 20), [&] { kill(child, SIGKILL); });
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(watch.has_ended_it());
}

TEST(MemoryWatch, LeavesOthersAlone) {
  uint64_t before = OwnMemory(getpid());
  pid_t child = Taking(16);
  {
    MemoryWatch watch(child, before + (512 << 20), [&] { kill(child, SIGKILL); });
    while (OwnMemory(child) < (16 << 20)) usleep(1000);
    usleep(200000);
    EXPECT_FALSE(watch.has_ended_it());
  }
  EXPECT_EQ(0, kill(child, SIGKILL));
  waitpid(child, nullptr, 0);
  EXPECT_EQ(0u, OwnMemory(child));
}

}  // namespace
}  // namespace ecc::loader

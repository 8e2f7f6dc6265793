#include "support/descriptors.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "support/files.h"

namespace ecc {
namespace {

bool IsOpen(int fd) {
  return fcntl(fd, F_GETFD) >= 0;
}

TEST(FileDescriptor, ClosesWhatItOwnsAndLeavesErrno) {
  int fd = dup(STDOUT_FILENO);
  {
    FileDescriptor owner(fd);
    FileDescriptor next(std::move(owner));
    EXPECT_EQ(-1, owner.get());
    EXPECT_EQ(fd, next.get());
    EXPECT_TRUE(IsOpen(fd));
    errno = ENOTTY;
  }
  EXPECT_EQ(ENOTTY, errno);
  EXPECT_FALSE(IsOpen(fd));
}

TEST(FileDescriptor, GivesAway) {
  int fd = dup(STDOUT_FILENO);
  EXPECT_EQ(fd, FileDescriptor(fd).Release());
  EXPECT_TRUE(IsOpen(fd));
  EXPECT_TRUE(FileDescriptor(fd).Close());
  EXPECT_FALSE(IsOpen(fd));
}

TEST(MemoryFile, HoldsWhatIsAppended) {
  MemoryFile file("test");
  file.Append("one, ");
  file.Append(std::string(100'000, 'x'));
  EXPECT_EQ("one, " + std::string(100'000, 'x'), file.Read());
  EXPECT_EQ(file.Read(), ReadFile(file.path()));
}

TEST(WriteAll, TellsThatItCannot) {
  FileDescriptor full(open("/dev/full", O_WRONLY | O_CLOEXEC));
  EXPECT_FALSE(WriteAll(full.get(), "x"));
  EXPECT_EQ(ENOSPC, errno);
}

}  // namespace
}  // namespace ecc

#include "loader/broker/below.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "support/files.h"
#include "tests/support/helpers.h"

namespace ecc::loader {
namespace {

class Below : public ::testing::Test {
 protected:
  Below() {
    mkdir((root_.path() + "/given").c_str(), 0777);
    mkdir((root_.path() + "/given/sub").c_str(), 0777);
    mkdir((root_.path() + "/other").c_str(), 0777);
    WriteFilesIfChanged(
        {{root_.path() + "/given/file", "in"}, {root_.path() + "/other/file", "out"}});
    EXPECT_EQ(0, symlink("../other", (root_.path() + "/given/out").c_str()));
    directory_ =
        FileDescriptor(open((root_.path() + "/given").c_str(), O_RDONLY | O_DIRECTORY));
  }
  int Open(const std::string& path, int flags = O_RDONLY, uint32_t mode = 0) const {
    return FileDescriptor(OpenBelow(directory_.get(), path, flags, mode)).get();
  }
  bool Exists(const std::string& path) const {
    return access((root_.path() + "/" + path).c_str(), F_OK) == 0;
  }

  TemporaryDirectory root_{"ecc-below"};
  FileDescriptor directory_;
};

TEST_F(Below, OpensInsideOnly) {
  EXPECT_LE(0, Open("file"));
  EXPECT_LE(0, Open("sub/../file"));
  EXPECT_EQ(-EXDEV, Open("../other/file"));
  EXPECT_EQ(-EXDEV, Open("/etc/passwd"));
  EXPECT_EQ(-EXDEV, Open("out/file"));
  EXPECT_EQ(-ENOENT, Open("none"));
  EXPECT_EQ(-ENOENT, Open(std::string("file\0x", 6)));
  EXPECT_EQ(-ENOENT, Open(std::string(PATH_MAX, 'a')));
}

TEST_F(Below, TakesNoOtherFlagsAndModes) {
  // O_TMPFILE would make a file without a name; O_CREAT makes one with no set-user bit.
  EXPECT_GT(0, Open(".", O_TMPFILE | O_RDWR, 0600));
  EXPECT_LE(0, Open("made", O_CREAT | O_WRONLY, 07777));
  struct stat info;
  ASSERT_EQ(0, stat((root_.path() + "/given/made").c_str(), &info));
  EXPECT_EQ(0u, info.st_mode & 07000);
}

// Somebody at the other end would be waited for, for ever.
TEST_F(Below, OpensFilesAndDirectoriesOnly) {
  ASSERT_EQ(0, mkfifo((root_.path() + "/given/pipe").c_str(), 0600));
  ASSERT_EQ(0, symlink("pipe", (root_.path() + "/given/link").c_str()));
  for (const char* name : {"pipe", "link"}) {
    for (int flags : {O_RDONLY, O_WRONLY, O_RDWR, O_RDONLY | O_NONBLOCK, O_WRONLY | O_CREAT})
      EXPECT_EQ(-ENXIO, Open(name, flags));
    EXPECT_LE(0, Open(name, O_PATH));
  }
  FileDescriptor devices(open("/dev", O_RDONLY | O_DIRECTORY));
  EXPECT_EQ(-ENXIO, OpenBelow(devices.get(), "null", O_RDONLY, 0));
}

TEST_F(Below, LetsReadsWaitUnlessTheyMustNot) {
  for (int flags : {O_RDONLY, O_RDONLY | O_NONBLOCK, O_RDWR | O_APPEND}) {
    FileDescriptor file(OpenBelow(directory_.get(), "file", flags, 0));
    int mask = O_ACCMODE | O_NONBLOCK | O_APPEND;
    EXPECT_EQ(flags, fcntl(file.get(), F_GETFL) & mask);
  }
  FileDescriptor directory(OpenBelow(directory_.get(), "sub", O_RDONLY | O_DIRECTORY, 0));
  EXPECT_EQ(0, fcntl(directory.get(), F_GETFL) & O_NONBLOCK);
}

TEST_F(Below, RemovesAndMakesInsideOnly) {
  EXPECT_EQ(-EXDEV, UnlinkBelow(directory_.get(), "../other/file", 0));
  EXPECT_EQ(-EXDEV, UnlinkBelow(directory_.get(), "out/file", 0));
  EXPECT_TRUE(Exists("other/file"));
  EXPECT_EQ(-EXDEV, MakeBelow(directory_.get(), "../made"));
  EXPECT_EQ(-EINVAL, MakeBelow(directory_.get(), "sub/.."));
  EXPECT_EQ(-EINVAL, UnlinkBelow(directory_.get(), "sub/.", AT_REMOVEDIR));
  EXPECT_EQ(-EINVAL, UnlinkBelow(directory_.get(), "..", AT_REMOVEDIR));
  EXPECT_EQ(0, MakeBelow(directory_.get(), "sub/deep"));
  EXPECT_TRUE(Exists("given/sub/deep"));
  EXPECT_EQ(-EEXIST, MakeBelow(directory_.get(), "sub/deep"));
  EXPECT_EQ(-EISDIR, UnlinkBelow(directory_.get(), "sub/deep", 0));
  EXPECT_EQ(0, UnlinkBelow(directory_.get(), "sub/deep", AT_REMOVEDIR));
  EXPECT_EQ(0, UnlinkBelow(directory_.get(), "file", 0));
  EXPECT_FALSE(Exists("given/file"));
  EXPECT_EQ(-ENOENT, UnlinkBelow(directory_.get(), "file", 0));
}

}  // namespace
}  // namespace ecc::loader

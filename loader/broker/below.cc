// The kernel keeps a path below its directory (openat2 with RESOLVE_BENEATH), so that no check
// of ours can be outrun.  What has no such call is done in the directory that holds the last
// name.
#include "loader/broker/below.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

#include "support/descriptors.h"

namespace ecc::loader {
namespace {

// Flags that a guest can ask for, and what opening by name alone takes.
constexpr int kFlags = O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC | O_APPEND | O_NONBLOCK |
                       O_DIRECTORY | O_NOFOLLOW | O_PATH;

// Runs a call on the directory that holds the last name of a path, and that name.
template <typename Call>
int InParent(int directory, const std::string& path, const Call& call) {
  size_t slash = path.rfind('/');
  std::string name = slash == path.npos ? path : path.substr(slash + 1);
  FileDescriptor parent(OpenBelow(directory,
                                  slash == path.npos ? "." : path.substr(0, slash + 1),
                                  O_PATH | O_DIRECTORY, 0));
  if (parent.get() < 0)
    return parent.get();
  return call(parent.get(), name) == 0 ? 0 : -errno;
}

// Only files and directories have no other end, where somebody would be waited for, and do
// nothing because they are opened.
int OnlyFile(FileDescriptor opened, int flags) {
  if ((flags & O_PATH) != 0)
    return opened.Release();
  struct stat info;
  if (fstat(opened.get(), &info) != 0)
    return -errno;
  if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode))
    return -ENXIO;
  int status = fcntl(opened.get(), F_GETFL);
  if ((flags & O_NONBLOCK) == 0 && fcntl(opened.get(), F_SETFL, status & ~O_NONBLOCK) != 0)
    return -errno;
  return opened.Release();
}

bool IsDots(const std::string& name) {
  return name == "." || name == "..";
}

}  // namespace

int OpenBelow(int directory, const std::string& path, int flags, uint32_t mode) {
  // A path that ends early would be another path than is meant.
  if (path.size() >= PATH_MAX || path.find('\0') != path.npos)
    return -ENOENT;
  open_how how = {};
  how.flags = static_cast<uint64_t>((flags & kFlags) | O_CLOEXEC);
  // A pipe, a terminal or a leased file would keep the broker waiting; O_PATH opens nothing.
  if ((flags & O_PATH) == 0)
    how.flags |= O_NONBLOCK | O_NOCTTY;
  how.mode = mode & 0777;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  long result = syscall(SYS_openat2, directory, path.c_str(), &how, sizeof(how));
  return result < 0 ? -errno : OnlyFile(FileDescriptor(static_cast<int>(result)), flags);
}

int UnlinkBelow(int directory, const std::string& path, int flags) {
  return InParent(directory, path, [&](int parent, const std::string& name) {
    errno = EINVAL;
    return IsDots(name) ? -1 : unlinkat(parent, name.c_str(), flags & AT_REMOVEDIR);
  });
}

int MakeBelow(int directory, const std::string& path) {
  return InParent(directory, path, [](int parent, const std::string& name) {
    errno = EINVAL;
    return name == ".." ? -1 : mkdirat(parent, name.c_str(), 0777);
  });
}

}  // namespace ecc::loader

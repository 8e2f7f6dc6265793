// A guest has the three standard descriptors and what it opens below the directories that it
// was given.  Opening is the broker's: this process may not open anything.
#include "loader/wasm/wasi/wasi_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "loader/wasm/wasi/wasi_abi.h"
#include "support/descriptors.h"
#include "support/error.h"

namespace ecc::loader {
namespace {

constexpr size_t kMaxVectors = 1024;
constexpr size_t kMaxFiles = 1024;
constexpr uint32_t kFirstDirectory = 3;

uint8_t TypeOf(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return wasi::kRegularFile;
    case S_IFDIR:
      return wasi::kDirectory;
    case S_IFCHR:
      return wasi::kCharacterDevice;
    case S_IFBLK:
      return wasi::kBlockDevice;
    case S_IFLNK:
      return wasi::kSymbolicLink;
    case S_IFSOCK:
      return wasi::kSocketStream;
    default:
      return wasi::kUnknown;
  }
}

uint64_t Nanoseconds(const timespec& time) {
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 +
         static_cast<uint64_t>(time.tv_nsec);
}

uint16_t Answer(int64_t result) {
  return result < 0 ? WasiErrno(errno) : static_cast<uint16_t>(wasi::kSuccess);
}

uint16_t AnswerErrno(int result) {
  return result < 0 ? WasiErrno(-result) : static_cast<uint16_t>(wasi::kSuccess);
}

// libc's fstat may be a call that takes a path as well, which a guest's process may not make.
int Status(int fd, struct stat& info) {
  return static_cast<int>(syscall(SYS_fstat, fd, &info));
}

}  // namespace

FileDescriptor OpenDirectory(const std::string& host_path) {
  FileDescriptor fd(open(host_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0)
    throw Error(fmt::format("cannot give the guest the directory '{}': {}", host_path,
                            strerror(errno)));
  return fd;
}

WasiFiles::WasiFiles(const WasiOptions& options, const GuestMemory& memory,
                     const StopSignal& stop)
    : memory_(memory), stop_(stop), access_(options.access), files_(kFirstDirectory) {
  for (int fd = 0; fd < 3; ++fd) files_[static_cast<size_t>(fd)].fd = fd;
  for (const WasiOptions::Directory& directory : options.directories) {
    int fd = directory.fd >= 0 ? directory.fd : OpenDirectory(directory.host_path).Release();
    files_.push_back({fd, directory.guest_path, true});
  }
}

WasiFiles::~WasiFiles() {
  for (const File& file : files_) {
    if (file.fd > 2)
      close(file.fd);
  }
}

int WasiFiles::HostFd(uint32_t fd) const {
  return fd < files_.size() ? files_[fd].fd : -1;
}

uint16_t WasiFiles::Close(uint32_t fd) {
  int host_fd = HostFd(fd);
  if (host_fd < 0)
    return wasi::kBadf;
  files_[fd] = {};
  // Our own messages still want standard error.
  return host_fd > 2 ? Answer(close(host_fd)) : static_cast<uint16_t>(wasi::kSuccess);
}

uint16_t WasiFiles::Stat(uint32_t fd, uint32_t out) {
  struct stat info;
  if (HostFd(fd) < 0)
    return wasi::kBadf;
  if (Status(HostFd(fd), info) != 0)
    return WasiErrno(errno);
  wasi::FdStat stat = {};
  stat.type = TypeOf(info.st_mode);
  int flags = fcntl(HostFd(fd), F_GETFL);
  stat.flags = static_cast<uint16_t>(((flags & O_APPEND) != 0 ? wasi::kAppend : 0) |
                                     ((flags & O_NONBLOCK) != 0 ? wasi::kNonBlock : 0));
  stat.rights = stat.inherited_rights = ~uint64_t{0};
  // By the missing right to seek, wasi-libc tells a terminal from another device.
  if (stat.type == wasi::kCharacterDevice)
    stat.rights &= ~((uint64_t{1} << 2) | (uint64_t{1} << 5));
  memory_.Write(out, stat);
  return wasi::kSuccess;
}

uint16_t WasiFiles::SetFlags(uint32_t fd, uint32_t flags) {
  if (HostFd(fd) < 0)
    return wasi::kBadf;
  // The standard ones are shared with whoever started us.
  if (fd < kFirstDirectory)
    return wasi::kNotsup;
  return Answer(fcntl(HostFd(fd), F_SETFL,
                      ((flags & wasi::kAppend) != 0 ? O_APPEND : 0) |
                          ((flags & wasi::kNonBlock) != 0 ? O_NONBLOCK : 0)));
}

uint16_t WasiFiles::WriteStat(int result, const struct stat& info, uint32_t out) const {
  if (result < 0)
    return WasiErrno(errno);
  wasi::FileStat stat = {};
  stat.device = info.st_dev;
  stat.inode = info.st_ino;
  stat.type = TypeOf(info.st_mode);
  stat.links = info.st_nlink;
  stat.size = static_cast<uint64_t>(info.st_size);
  stat.access_ns = Nanoseconds(info.st_atim);
  stat.change_ns = Nanoseconds(info.st_mtim);
  stat.status_ns = Nanoseconds(info.st_ctim);
  memory_.Write(out, stat);
  return wasi::kSuccess;
}

uint16_t WasiFiles::FileStat(uint32_t fd, uint32_t out) {
  if (HostFd(fd) < 0)
    return wasi::kBadf;
  struct stat info;
  int result = Status(HostFd(fd), info);
  return WriteStat(result, info, out);
}

uint16_t WasiFiles::Seek(uint32_t fd, int64_t offset, uint32_t whence, uint32_t out) {
  if (HostFd(fd) < 0)
    return wasi::kBadf;
  if (whence > SEEK_END)
    return wasi::kInval;
  off_t position = lseek(HostFd(fd), offset, static_cast<int>(whence));
  if (position >= 0)
    memory_.Write(out, static_cast<uint64_t>(position));
  return Answer(position);
}

uint16_t WasiFiles::Prepare(uint32_t fd, uint32_t iovs, uint32_t count, uint32_t out,
                            std::vector<iovec>& vectors) const {
  if (HostFd(fd) < 0)
    return wasi::kBadf;
  if (count > kMaxVectors)
    return wasi::kInval;
  for (uint32_t i = 0; i < count; ++i) {
    // The list must lie in memory as a whole, or its addresses would wrap around.
    uint64_t place = iovs + uint64_t{i} * sizeof(wasi::Iovec);
    if (place > UINT32_MAX)
      throw GuestFault("a list of buffers goes beyond the guest's memory");
    auto vector = memory_.Read<wasi::Iovec>(static_cast<uint32_t>(place));
    std::span<std::byte> bytes = memory_.Bytes(vector.address, vector.size);
    vectors.push_back({bytes.data(), bytes.size()});
  }
  memory_.Write(out, uint32_t{0});
  return wasi::kSuccess;
}

uint16_t WasiFiles::Tell(uint32_t fd, uint32_t out) {
  return Seek(fd, 0, SEEK_CUR, out);
}

uint16_t WasiFiles::Read(uint32_t fd, uint32_t iovs, uint32_t count, uint32_t out) {
  std::vector<iovec> vectors;
  if (uint16_t error = Prepare(fd, iovs, count, out, vectors); error != wasi::kSuccess)
    return error;
  // Somebody who presses Ctrl-C does not want to press Enter besides.
  pollfd files[] = {{HostFd(fd), POLLIN, 0}, {stop_.fd(), POLLIN, 0}};
  while (poll(files, 2, -1) < 0 && errno == EINTR) {
  }
  if (files[0].revents == 0)
    return wasi::kIntr;
  ssize_t size = readv(HostFd(fd), vectors.data(), static_cast<int>(vectors.size()));
  if (size >= 0)
    memory_.Write(out, static_cast<uint32_t>(size));
  return Answer(size);
}

uint16_t WasiFiles::Write(uint32_t fd, uint32_t iovs, uint32_t count, uint32_t out) {
  std::vector<iovec> vectors;
  if (uint16_t error = Prepare(fd, iovs, count, out, vectors); error != wasi::kSuccess)
    return error;
  ssize_t size = 0;
  do {
    size = writev(HostFd(fd), vectors.data(), static_cast<int>(vectors.size()));
  } while (size < 0 && errno == EINTR);
  // As SIGPIPE does: a guest that looks at no result would write for ever.
  if (size < 0 && errno == EPIPE && fd < kFirstDirectory)
    throw GuestExit{128 + SIGPIPE};
  if (size >= 0)
    memory_.Write(out, static_cast<uint32_t>(size));
  return Answer(size);
}

uint16_t WasiFiles::PrestatGet(uint32_t fd, uint32_t out) {
  if (fd >= files_.size() || !files_[fd].is_given)
    return wasi::kBadf;
  memory_.Write(out, wasi::Prestat{0, static_cast<uint32_t>(files_[fd].name.size())});
  return wasi::kSuccess;
}

uint16_t WasiFiles::PrestatName(uint32_t fd, uint32_t address, uint32_t size) {
  if (fd >= files_.size() || !files_[fd].is_given)
    return wasi::kBadf;
  std::string_view name = std::string_view(files_[fd].name).substr(0, size);
  memory_.Copy(address, std::as_bytes(std::span(name)));
  return wasi::kSuccess;
}

std::string WasiFiles::Path(uint32_t address, uint32_t size) const {
  std::span<std::byte> bytes = memory_.Bytes(address, size);
  std::string path(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  // A path that ends early would be another path than the guest means.
  if (path.size() >= PATH_MAX || path.find('\0') != path.npos)
    return "";
  return path;
}

bool WasiFiles::IsDirectory(uint32_t fd) const {
  return HostFd(fd) >= static_cast<int>(kFirstDirectory);
}

int WasiFiles::Open(uint32_t fd, const std::string& path, int flags, uint32_t mode) const {
  return IsDirectory(fd) ? access_.open(HostFd(fd), path, flags, mode) : -EBADF;
}

uint16_t WasiFiles::PathOpen(uint32_t fd, uint32_t lookup, uint32_t path, uint32_t size,
                             uint32_t flags, uint64_t rights, uint64_t /*inherited_rights*/,
                             uint32_t fd_flags, uint32_t out) {
  bool reads = (rights & wasi::kRightRead) != 0;
  bool writes = (rights & wasi::kRightWrite) != 0;
  int open_flags = writes ? (reads ? O_RDWR : O_WRONLY) : O_RDONLY;
  open_flags |= (flags & wasi::kCreate) != 0 ? O_CREAT : 0;
  open_flags |= (flags & wasi::kExclusive) != 0 ? O_EXCL : 0;
  open_flags |= (flags & wasi::kTruncate) != 0 ? O_TRUNC : 0;
  // wasi-libc asks for all rights of a directory.
  if ((flags & wasi::kOpenDirectory) != 0)
    open_flags = O_RDONLY | O_DIRECTORY;
  open_flags |= (fd_flags & wasi::kAppend) != 0 ? O_APPEND : 0;
  open_flags |= (fd_flags & wasi::kNonBlock) != 0 ? O_NONBLOCK : 0;
  open_flags |= (lookup & 1) == 0 ? O_NOFOLLOW : 0;
  memory_.Bytes(out, sizeof(uint32_t));
  int opened = Open(fd, Path(path, size), open_flags, (open_flags & O_CREAT) != 0 ? 0666 : 0);
  if (opened == -EISDIR && writes)
    opened = Open(fd, Path(path, size), O_RDONLY | O_DIRECTORY, 0);
  if (opened < 0)
    return WasiErrno(-opened);
  auto place = std::find_if(files_.begin() + kFirstDirectory, files_.end(),
                            [](const File& file) { return file.fd < 0; });
  if (place == files_.end()) {
    if (files_.size() == kMaxFiles) {
      close(opened);
      return WasiErrno(EMFILE);
    }
    place = files_.insert(place, File());
  }
  *place = {opened, "", false};
  memory_.Write(out, static_cast<uint32_t>(place - files_.begin()));
  return wasi::kSuccess;
}

uint16_t WasiFiles::PathFileStat(uint32_t fd, uint32_t lookup, uint32_t path, uint32_t size,
                                 uint32_t out) {
  FileDescriptor opened(
      Open(fd, Path(path, size), O_PATH | ((lookup & 1) == 0 ? O_NOFOLLOW : 0), 0));
  if (opened.get() < 0)
    return WasiErrno(-opened.get());
  struct stat info;
  int result = Status(opened.get(), info);
  return WriteStat(result, info, out);
}

uint16_t WasiFiles::PathUnlinkFile(uint32_t fd, uint32_t path, uint32_t size) {
  std::string text = Path(path, size);
  return AnswerErrno(IsDirectory(fd) ? access_.unlink(HostFd(fd), text, 0) : -EBADF);
}

uint16_t WasiFiles::PathRemoveDirectory(uint32_t fd, uint32_t path, uint32_t size) {
  std::string text = Path(path, size);
  return AnswerErrno(IsDirectory(fd) ? access_.unlink(HostFd(fd), text, AT_REMOVEDIR) : -EBADF);
}

uint16_t WasiFiles::PathMakeDirectory(uint32_t fd, uint32_t path, uint32_t size) {
  std::string text = Path(path, size);
  return AnswerErrno(IsDirectory(fd) ? access_.make(HostFd(fd), text) : -EBADF);
}

uint16_t WasiFiles::ReadDirectory(uint32_t fd, uint32_t buffer, uint32_t size, uint64_t cookie,
                                  uint32_t out) {
  if (!IsDirectory(fd))
    return wasi::kBadf;
  // A place of its own: the guest's is the cookie.
  FileDescriptor directory(Open(fd, ".", O_RDONLY | O_DIRECTORY, 0));
  if (directory.get() < 0)
    return WasiErrno(-directory.get());
  std::string bytes;
  uint64_t next = 0;
  while (bytes.size() < size) {
    // Without opendir(3): it asks for more than a guest's process may.
    alignas(dirent64) char entries[32768];
    long got = syscall(SYS_getdents64, directory.get(), entries, sizeof(entries));
    if (got < 0)
      return WasiErrno(errno);
    if (got == 0)
      break;
    for (long at = 0; at < got;) {
      const auto* entry = reinterpret_cast<const dirent64*>(entries + at);
      at += entry->d_reclen;
      if (next++ < cookie || bytes.size() >= size)
        continue;
      std::string_view name = entry->d_name;
      wasi::DirEntry head = {};
      head.next = next;
      head.inode = entry->d_ino;
      head.name_size = static_cast<uint32_t>(name.size());
      head.type = TypeOf(static_cast<mode_t>(DTTOIF(entry->d_type)));
      bytes.append(reinterpret_cast<const char*>(&head), sizeof(head));
      bytes.append(name);
    }
  }
  // The last entry may be cut: the guest asks again from its cookie.
  bytes.resize(std::min<size_t>(bytes.size(), size));
  memory_.Copy(buffer, std::as_bytes(std::span(bytes)));
  memory_.Write(out, static_cast<uint32_t>(bytes.size()));
  return wasi::kSuccess;
}

}  // namespace ecc::loader

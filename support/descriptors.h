// Who owns a file descriptor closes it.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace ecc {

// Closes its descriptor when it dies, and leaves errno as it was.  Negative: it owns none.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.Release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  int get() const { return fd_; }
  // The caller owns it from now on.
  int Release() { return std::exchange(fd_, -1); }
  // Closes now and tells whether that went well: NFS and quotas report late.
  bool Close();

 private:
  int fd_;
};

// A file without a place in the file system, for libraries that want one.
class MemoryFile {
 public:
  // `name` shows in /proc only.  Throws Error when the kernel gives none.
  explicit MemoryFile(const char* name);

  int fd() const { return fd_.get(); }
  // A path by which this process opens it, good as long as this lives.
  std::string path() const;
  // Both throw Error when memory is short.
  void Append(std::string_view content);
  std::string Read() const;

 private:
  FileDescriptor fd_;
};

// Writes all; false, with errno, when that fails.
bool WriteAll(int fd, std::string_view content);

}  // namespace ecc

#include "support/descriptors.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "support/error.h"

namespace ecc {

FileDescriptor::~FileDescriptor() {
  int error = errno;
  if (fd_ >= 0)
    close(fd_);
  errno = error;
}

bool FileDescriptor::Close() {
  return close(Release()) == 0;
}

MemoryFile::MemoryFile(const char* name) : fd_(memfd_create(name, MFD_CLOEXEC)) {
  if (fd_.get() < 0)
    throw Error(fmt::format("cannot make a file in memory: {}", strerror(errno)));
}

std::string MemoryFile::path() const {
  return fmt::format("/proc/self/fd/{}", fd_.get());
}

void MemoryFile::Append(std::string_view content) {
  if (!WriteAll(fd_.get(), content))
    throw Error(fmt::format("cannot write to a file in memory: {}", strerror(errno)));
}

std::string MemoryFile::Read() const {
  std::string bytes(static_cast<size_t>(lseek(fd_.get(), 0, SEEK_END)), '\0');
  size_t done = 0;
  while (done < bytes.size()) {
    ssize_t got =
        pread(fd_.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (got <= 0)
      throw Error("cannot read back a file in memory");
    done += static_cast<size_t>(got);
  }
  return bytes;
}

bool WriteAll(int fd, std::string_view content) {
  while (!content.empty()) {
    ssize_t written = write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return false;
    content.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace ecc

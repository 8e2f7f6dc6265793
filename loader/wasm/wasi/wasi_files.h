// The files that a guest may read and write: standard input, output and error, and the
// directories that it was given.
#pragma once

#include <sys/stat.h>
#include <sys/uio.h>

#include <string>
#include <vector>

#include "loader/wasm/wasi/wasi.h"
#include "support/descriptors.h"

namespace ecc::loader {

// Throws Error for what is no directory that can be opened.
FileDescriptor OpenDirectory(const std::string& host_path);

class WasiFiles {
 public:
  // `options` must outlive this.
  WasiFiles(const WasiOptions& options, const GuestMemory& memory, const StopSignal& stop);
  ~WasiFiles();
  WasiFiles(const WasiFiles&) = delete;
  WasiFiles& operator=(const WasiFiles&) = delete;

  // The host's descriptor; negative for one that the guest does not have.
  int HostFd(uint32_t fd) const;

  // Each answers with WASI's errno, and takes the arguments of the function of that name.
  uint16_t Close(uint32_t fd);
  uint16_t Stat(uint32_t fd, uint32_t out);
  uint16_t SetFlags(uint32_t fd, uint32_t flags);
  uint16_t FileStat(uint32_t fd, uint32_t out);
  uint16_t Seek(uint32_t fd, int64_t offset, uint32_t whence, uint32_t out);
  uint16_t Tell(uint32_t fd, uint32_t out);
  uint16_t Read(uint32_t fd, uint32_t iovs, uint32_t count, uint32_t out);
  uint16_t Write(uint32_t fd, uint32_t iovs, uint32_t count, uint32_t out);
  uint16_t PrestatGet(uint32_t fd, uint32_t out);
  uint16_t PrestatName(uint32_t fd, uint32_t address, uint32_t size);
  uint16_t ReadDirectory(uint32_t fd, uint32_t buffer, uint32_t size, uint64_t cookie,
                         uint32_t out);
  uint16_t PathOpen(uint32_t fd, uint32_t lookup, uint32_t path, uint32_t size, uint32_t flags,
                    uint64_t rights, uint64_t inherited_rights, uint32_t fd_flags,
                    uint32_t out);
  uint16_t PathFileStat(uint32_t fd, uint32_t lookup, uint32_t path, uint32_t size,
                        uint32_t out);
  uint16_t PathUnlinkFile(uint32_t fd, uint32_t path, uint32_t size);
  uint16_t PathRemoveDirectory(uint32_t fd, uint32_t path, uint32_t size);
  uint16_t PathMakeDirectory(uint32_t fd, uint32_t path, uint32_t size);

 private:
  struct File {
    int fd = -1;
    std::string name;  // of a directory that was given
    bool is_given = false;
  };

  // Reads the guest's list of buffers as readv and writev take it, for a descriptor that the
  // guest has; 0 is written as the number of bytes, for calls that fail.
  uint16_t Prepare(uint32_t fd, uint32_t iovs, uint32_t count, uint32_t out,
                   std::vector<iovec>& vectors) const;
  std::string Path(uint32_t address, uint32_t size) const;
  // Opens below the directory `fd`, never beyond it; negative errno.
  int Open(uint32_t fd, const std::string& path, int flags, uint32_t mode) const;
  bool IsDirectory(uint32_t fd) const;
  uint16_t WriteStat(int result, const struct stat& info, uint32_t out) const;

  const GuestMemory& memory_;
  const StopSignal& stop_;
  const FileAccess& access_;
  std::vector<File> files_;
};

}  // namespace ecc::loader

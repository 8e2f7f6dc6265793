#include "btfgen/support/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "btfgen/support/error.h"

namespace ecc {
namespace {

[[noreturn]] void FailWithErrno(std::string_view verb, const std::string& path) {
  throw Error(fmt::format("cannot {} '{}': {}", verb, path, strerror(errno)));
}

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0)
      close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  int get() const { return fd_; }
  // Closes now and tells whether that went well: NFS and quotas report late.
  bool Close() { return close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

bool HoldsAlready(const std::string& path, std::string_view content) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
    return false;
  if (static_cast<size_t>(status.st_size) != content.size())
    return false;
  return access(path.c_str(), R_OK) == 0 && ReadFile(path) == content;
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

// Content on its way to a file.  A regular file, or one that is not there yet, is replaced by
// a temporary file beside it, which leaves no trace when it is not committed; a device or a
// pipe is written to when committed.  Links are followed.
class StagedFile {
 public:
  explicit StagedFile(const OutputFile& file) : path_(file.path), content_(file.content) {
    struct stat status;
    if (stat(path_.c_str(), &status) == 0) {
      if (S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        FailWithErrno("write", path_);
      }
      is_replaced_ = S_ISREG(status.st_mode);
      char* real = realpath(path_.c_str(), nullptr);
      if (real != nullptr)
        path_ = real;
      free(real);
    }
    if (is_replaced_)
      WriteTemporary();
  }
  ~StagedFile() {
    if (!temporary_.empty())
      unlink(temporary_.c_str());
  }
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;

  void Commit() {
    if (!is_replaced_) {
      Write(path_, O_WRONLY);
    } else if (rename(temporary_.c_str(), path_.c_str()) != 0) {
      FailWithErrno("write", path_);
    }
    temporary_.clear();
  }

 private:
  void WriteTemporary() {
    // The process and a counter name the file, so that two writers never share one.
    static std::atomic<unsigned> counter = 0;
    std::string temporary = fmt::format("{}.{}.{}.tmp", path_, getpid(), counter++);
    Write(temporary, O_WRONLY | O_CREAT | O_EXCL);
    temporary_ = temporary;
  }

  void Write(const std::string& target, int flags) {
    FileDescriptor fd(open(target.c_str(), flags | O_CLOEXEC, 0666));
    if (fd.get() < 0)
      FailWithErrno("write", path_);
    if (!WriteAll(fd.get(), content_) || !fd.Close()) {
      int reason = errno;
      if ((flags & O_CREAT) != 0)
        unlink(target.c_str());
      errno = reason;
      FailWithErrno("write", path_);
    }
  }

  std::string path_;
  const std::string& content_;
  std::string temporary_;
  bool is_replaced_ = true;
};

}  // namespace

std::string ReadFile(const std::string& path, size_t limit) {
  FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0)
    FailWithErrno("read", path);
  struct stat status;
  if (fstat(file.get(), &status) != 0)
    FailWithErrno("read", path);
  if (!S_ISREG(status.st_mode)) {
    throw Error(fmt::format("cannot read '{}': not a regular file", path));
  }
  std::string content;
  // One byte more than the size says, so that the end is seen without a second buffer.
  content.resize(static_cast<size_t>(status.st_size) + 1);
  size_t filled = 0;
  while (true) {
    if (filled == content.size())
      content.resize(content.size() * 2);
    ssize_t got = read(file.get(), content.data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      FailWithErrno("read", path);
    if (got == 0)
      break;
    filled += static_cast<size_t>(got);
    if (filled > limit) {
      throw Error(fmt::format("cannot read '{}': larger than {} bytes", path, limit));
    }
  }
  content.resize(filled);
  return content;
}

std::vector<bool> WriteFilesIfChanged(const std::vector<OutputFile>& files) {
  std::vector<std::unique_ptr<StagedFile>> staged;
  std::vector<bool> written;
  for (const OutputFile& file : files) {
    written.push_back(!HoldsAlready(file.path, file.content));
    if (written.back())
      staged.push_back(std::make_unique<StagedFile>(file));
  }
  for (const auto& file : staged) file->Commit();
  return written;
}

TemporaryDirectory::TemporaryDirectory(std::string_view prefix) {
  const char* root = getenv("TMPDIR");
  path_ = fmt::format("{}/{}-XXXXXX", root != nullptr && *root != '\0' ? root : "/tmp", prefix);
  if (mkdtemp(path_.data()) == nullptr)
    FailWithErrno("create temporary directory", path_);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;  // Nothing useful can be done in a destructor.
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace ecc

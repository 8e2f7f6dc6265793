// Content goes to a temporary file beside its target, and only when all files of a run are
// written does the first take its place: a full disk, a signal or an error changes nothing, and
// a reader sees the old text or the new one, never half of it.
#include "support/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <mutex>
#include <utility>

#include "support/descriptors.h"
#include "support/error.h"

namespace ecc {
namespace {

// In the names of temporary directories, so that nobody else's is taken for one.
constexpr std::string_view kTemporaryMark = ".ecc-tmp.";

[[noreturn]] void FailWithErrno(std::string_view verb, const std::string& path) {
  throw Error(std::string_view(verb) == "read" ? code::kCannotRead : code::kCannotWrite,
              fmt::format("cannot {} '{}': {}", verb, path, strerror(errno)));
}

bool HoldsAlready(const std::string& path, std::string_view content) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
    return false;
  if (static_cast<size_t>(status.st_size) != content.size())
    return false;
  return access(path.c_str(), R_OK) == 0 && ReadFile(path) == content;
}

// Content on its way to a file.  A regular file, or one that is not there yet, is replaced by
// a temporary file beside it, which leaves no trace when it is not committed; a device or a
// pipe is written to when committed.  Links are followed.
class StagedFile {
 public:
  explicit StagedFile(const std::string& path) : path_(path) {
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
    if (!is_replaced_)
      return;
    // The process and a counter name the file, so that two writers never share one.
    static std::atomic<unsigned> counter = 0;
    std::string temporary = fmt::format("{}.{}.{}.tmp", path_, getpid(), counter++);
    fd_ = FileDescriptor(Open(temporary, O_WRONLY | O_CREAT | O_EXCL));
    temporary_ = temporary;
  }
  ~StagedFile() {
    if (!temporary_.empty())
      unlink(temporary_.c_str());
  }
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;

  void Write(std::string_view piece) {
    if (!is_replaced_) {
      for_device_ += piece;
    } else if (!WriteAll(fd_.get(), piece)) {
      FailWithErrno("write", path_);
    }
  }

  // Only closing tells whether all could be written.
  void Close() {
    if (is_replaced_ && !fd_.Close())
      FailWithErrno("write", path_);
  }

  void Commit() {
    if (!is_replaced_) {
      FileDescriptor device(Open(path_, O_WRONLY));
      if (!WriteAll(device.get(), for_device_) || !device.Close())
        FailWithErrno("write", path_);
    } else if (rename(temporary_.c_str(), path_.c_str()) != 0) {
      FailWithErrno("write", path_);
    }
    temporary_.clear();
  }

  // True when the target has the very bytes that were written.
  bool IsUnchanged() const {
    struct stat before;
    struct stat now;
    return is_replaced_ && stat(path_.c_str(), &before) == 0 &&
           stat(temporary_.c_str(), &now) == 0 && before.st_size == now.st_size &&
           access(path_.c_str(), R_OK) == 0 && ReadFile(path_) == ReadFile(temporary_);
  }

 private:
  int Open(const std::string& target, int flags) const {
    int fd = open(target.c_str(), flags | O_CLOEXEC, 0666);
    if (fd < 0)
      FailWithErrno("write", path_);
    return fd;
  }

  std::string path_;
  std::string temporary_;
  FileDescriptor fd_{-1};
  std::string for_device_;
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
    throw Error(code::kCannotRead, fmt::format("cannot read '{}': not a regular file", path));
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
      throw Error(code::kCannotRead,
                  fmt::format("cannot read '{}': larger than {} bytes", path, limit));
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
    if (!written.back())
      continue;
    staged.push_back(std::make_unique<StagedFile>(file.path));
    staged.back()->Write(file.content);
    staged.back()->Close();
  }
  for (const auto& file : staged) file->Commit();
  return written;
}

class OutputStream::Target : public StagedFile {
 public:
  using StagedFile::StagedFile;
};

OutputStream::OutputStream(const std::string& path)
    : target_(path.empty() ? nullptr : std::make_unique<Target>(path)) {}

OutputStream::~OutputStream() = default;

void OutputStream::Write(std::string_view piece) {
  if (target_) {
    target_->Write(piece);
  } else if (!WriteAll(STDOUT_FILENO, piece)) {
    FailWithErrno("write", "standard output");
  }
}

void OutputStream::Commit() {
  if (!target_)
    return;
  target_->Close();
  if (!target_->IsUnchanged())
    target_->Commit();
}

TemporaryDirectory::TemporaryDirectory(std::string_view prefix) {
  const char* given = getenv("TMPDIR");
  std::string root = given != nullptr && *given != '\0' ? given : "/tmp";
  static std::once_flag once;
  std::call_once(once, RemoveAbandonedDirectories, root);
  path_ = fmt::format("{}/{}{}XXXXXX", root, prefix, kTemporaryMark);
  if (mkdtemp(path_.data()) == nullptr)
    FailWithErrno("create temporary directory", path_);
  lock_ = FileDescriptor(open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (lock_.get() >= 0)
    flock(lock_.get(), LOCK_EX | LOCK_NB);
}

void RemoveAbandonedDirectories(const std::string& root) {
  namespace fs = std::filesystem;
  constexpr size_t kMost = 10'000;  // entries that are looked at
  constexpr time_t kAge = 60;       // seconds
  std::error_code error;
  size_t count = 0;
  for (fs::directory_iterator entry(root, error), end; !error && entry != end && count < kMost;
       entry.increment(error), ++count) {
    if (entry->path().filename().string().find(kTemporaryMark) == std::string::npos)
      continue;
    FileDescriptor lock(
        open(entry->path().c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    bool is_ours = lock.get() >= 0 && fstat(lock.get(), &status) == 0 &&
                   status.st_uid == geteuid() && time(nullptr) - status.st_mtime > kAge;
    // The kernel drops the lock of a process that dies.
    std::error_code ignored;
    if (is_ours && flock(lock.get(), LOCK_EX | LOCK_NB) == 0)
      fs::remove_all(entry->path(), ignored);
  }
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;  // Nothing useful can be done in a destructor.
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace ecc

// Whole files in and out.  Nothing in this project leaves a half-written file.
#pragma once

#include <string>
#include <string_view>

namespace ecc {

// The whole content of a regular file or of a sysfs file.  Throws Error with the
// path and the reason; a directory or a device is refused.  At most `limit` bytes.
std::string ReadFile(const std::string& path, size_t limit = size_t{1} << 31);

// What became of a file that was asked to hold some text.
enum class WriteResult { kWritten, kUnchanged };

// Makes `path` hold `content`: writes a temporary file beside it and renames it, so
// that a reader sees the old text or the new one.  A file that already holds the text
// is left alone, so that make and ninja do not rebuild what depends on it.
WriteResult WriteFileIfChanged(const std::string& path, std::string_view content);

// A new private directory, removed with all it holds when the object dies.
class TemporaryDirectory {
 public:
  explicit TemporaryDirectory(std::string_view prefix);
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace ecc

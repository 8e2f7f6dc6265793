// Whole files in and out.  Nothing in this project leaves a half-written file.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/descriptors.h"

namespace ecc {

// The whole content of a regular file or of a sysfs file.  Throws Error with the
// path and the reason; a directory or a device is refused.  At most `limit` bytes.
std::string ReadFile(const std::string& path, size_t limit = size_t{1} << 31);

struct OutputFile {
  std::string path;
  std::string content;
};

// Makes every path hold its content.  All temporary files are written before the first is
// renamed, so that a full disk changes nothing, and a reader sees the old text or the new
// one.  A file that already holds its text is left alone, so that make and ninja do not
// rebuild what depends on it.  Tells for each file whether it was written.
std::vector<bool> WriteFilesIfChanged(const std::vector<OutputFile>& files);

// A file that is written piece by piece, with the same promises.
class OutputStream {
 public:
  // The file's directory must exist.  An empty path is standard output.
  explicit OutputStream(const std::string& path);
  ~OutputStream();
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;

  void Write(std::string_view piece);
  // Only now the file appears, unless it holds the same text already.
  void Commit();

 private:
  class Target;
  std::unique_ptr<Target> target_;
};

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
  FileDescriptor lock_;
};

// Removes such directories below `root` whose process was killed before it could: each is
// locked as long as its process lives.  Those that are younger than a minute are left.
void RemoveAbandonedDirectories(const std::string& root);

}  // namespace ecc

#include "support/source_files.h"

#include <fmt/format.h>

#include "support/error.h"
#include "support/files.h"

namespace ecc {
namespace {

bool IsSame(const struct stat& before, const struct stat& now) {
  return before.st_dev == now.st_dev && before.st_ino == now.st_ino &&
         before.st_size == now.st_size && before.st_mtim.tv_sec == now.st_mtim.tv_sec &&
         before.st_mtim.tv_nsec == now.st_mtim.tv_nsec;
}

}  // namespace

const std::string& SourceFiles::Read(const std::string& path) {
  std::lock_guard lock(mutex_);
  auto found = files_.find(path);
  if (found != files_.end())
    return found->second.text;
  File file;
  // Looked at before it is read: a change while it is read is noticed as well.
  stat(path.c_str(), &file.status);
  file.text = ReadFile(path);
  return files_.emplace(path, std::move(file)).first->second.text;
}

const std::string* SourceFiles::TryRead(const std::string& path) {
  try {
    return &Read(path);
  } catch (const Error&) {
    return nullptr;
  }
}

void SourceFiles::CheckUnchanged() const {
  std::lock_guard lock(mutex_);
  for (const auto& [path, file] : files_) {
    struct stat now {};
    if (stat(path.c_str(), &now) != 0 || !IsSame(file.status, now)) {
      throw Error(code::kCannotRead,
                  fmt::format("'{}' was changed while it was compiled", path),
                  "nothing is written; run ecc once more");
    }
  }
}

}  // namespace ecc

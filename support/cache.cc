// Whoever can write to the cache decides what is compiled.  So a directory that is another
// user's, or that others may write to, is not used, and every file carries the digest of its
// content.
#include "support/cache.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "support/codec.h"
#include "support/error.h"
#include "support/files.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDigestStart = "/* sha256 of what stands above: ";
constexpr std::string_view kDigestEnd = " */\n";
constexpr size_t kDigestLine = kDigestStart.size() + 64 + kDigestEnd.size();

// $XDG_CACHE_HOME, or ~/.cache; empty when neither is known.
std::string UserCache() {
  const char* xdg = getenv("XDG_CACHE_HOME");
  if (xdg != nullptr && *xdg == '/')
    return xdg;
  const char* home = getenv("HOME");
  if (home != nullptr && *home == '/')
    return fmt::format("{}/.cache", home);
  return "";
}

// True for a directory that is ours alone; makes it if it is missing.
bool OwnDirectory(const std::string& path) {
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    return false;
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0)
    return false;
  if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid()) {
    PrintWarning("ecc", code::kCache, Place(),
                 fmt::format("the cache '{}' is not used: it is not yours", path));
    return false;
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    PrintWarning("ecc", code::kCache, Place(),
                 fmt::format("the cache '{}' is not used: others may write to it", path),
                 fmt::format("chmod go-w '{}', after removing what is in it", path));
    return false;
  }
  return true;
}

bool IsOwnFile(const std::string& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         status.st_uid == geteuid();
}

// Removes all keys but the newest.
void Trim(const std::string& directory, size_t most) {
  std::error_code ignored;
  std::vector<std::pair<fs::file_time_type, fs::path>> keys;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, ignored))
    keys.emplace_back(entry.last_write_time(ignored), entry.path());
  if (keys.size() <= most)
    return;
  std::sort(keys.rbegin(), keys.rend());
  for (size_t i = most; i < keys.size(); ++i) fs::remove_all(keys[i].second, ignored);
}

// "…/ecc/vmlinux/KEY", made; empty when that cannot be.
std::string KeyDirectory(const std::string& kind, const std::string& key) {
  std::string path = UserCache();
  if (path.empty())
    return "";
  std::error_code error;
  fs::create_directories(path, error);
  for (const std::string& part : {std::string("ecc"), kind, key}) {
    path += "/" + part;
    if (!OwnDirectory(path))
      return "";
  }
  return path;
}

}  // namespace

std::string WithDigest(std::string text) {
  std::string digest = Sha256(text);
  return fmt::format("{}{}{}{}", std::move(text), kDigestStart, digest, kDigestEnd);
}

bool HasGoodDigest(const std::string& text) {
  if (text.size() < kDigestLine)
    return false;
  size_t size = text.size() - kDigestLine;
  return text.compare(size + kDigestStart.size(), 64,
                      Sha256(std::string_view(text).substr(0, size))) == 0 &&
         text.compare(size, kDigestStart.size(), kDigestStart) == 0 &&
         text.ends_with(kDigestEnd);
}

CachedFile GetCached(const CacheKey& key, const std::function<std::string()>& make) {
  CachedFile result;
  result.directory = KeyDirectory(key.kind, key.key);
  std::string path = result.directory + "/" + key.name;
  if (!result.directory.empty() && IsOwnFile(path) && access(path.c_str(), R_OK) == 0) {
    result.text = ReadFile(path);
    if (HasGoodDigest(result.text))
      return result;
  }
  result.text = WithDigest(make());
  if (result.directory.empty())
    return result;
  try {
    WriteFilesIfChanged({{path, result.text}});
    Trim(fs::path(result.directory).parent_path(), key.most);
  } catch (const Error&) {
    // A full or read-only disk costs time, nothing else.
    result.directory.clear();
  }
  return result;
}

}  // namespace ecc

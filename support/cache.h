// The user's cache directory, trusted only as far as it is the user's.
#pragma once

#include <functional>
#include <string>

namespace ecc {

// Files by key: `kind`/`key`/`name` below $XDG_CACHE_HOME/ecc or ~/.cache/ecc.  They carry the
// digest of their content, so that what was cut off or altered is made again; a directory that
// belongs to another user, or that others may write to, is not used at all.  Of each kind the
// newest few keys are kept.
struct CacheKey {
  std::string kind;
  std::string key;
  std::string name;
  size_t most = 8;  // keys of this kind that are kept
};

struct CachedFile {
  std::string directory;  // empty: there is no cache to write to
  std::string text;
};

// The file of this key, or what `make` returns, which is then stored.  Parallel runs agree,
// because files appear by renaming.
CachedFile GetCached(const CacheKey& key, const std::function<std::string()>& make);

// The text with the line behind it that GetCached expects: C's comment with its digest.
std::string WithDigest(std::string text);
bool HasGoodDigest(const std::string& text);

}  // namespace ecc

// A user's cache of its own for as long as a test lives.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>

#include "support/files.h"

namespace ecc::test {

class CacheHome {
 public:
  CacheHome() {
    if (const char* before = std::getenv("XDG_CACHE_HOME"))
      before_ = before;
    setenv("XDG_CACHE_HOME", directory_.path().c_str(), 1);
  }
  ~CacheHome() {
    if (before_)
      setenv("XDG_CACHE_HOME", before_->c_str(), 1);
    else
      unsetenv("XDG_CACHE_HOME");
  }
  CacheHome(const CacheHome&) = delete;
  CacheHome& operator=(const CacheHome&) = delete;

  const std::string& path() const { return directory_.path(); }

 private:
  TemporaryDirectory directory_{"ecc-test-cache"};
  std::optional<std::string> before_;
};

}  // namespace ecc::test

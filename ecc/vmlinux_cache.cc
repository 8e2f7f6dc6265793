#include "ecc/vmlinux_cache.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "btfgen/support/codec.h"
#include "btfgen/support/error.h"
#include "btfgen/support/version.h"
#include "btfgen/vmlinux/vmlinux.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKernelBtf = "/sys/kernel/btf/vmlinux";
// Counts changes of the generated text, so that an older text is never taken.
constexpr int kGenerator = 1;

// $XDG_CACHE_HOME/ecc, or ~/.cache/ecc; empty when neither is known.
std::string CacheRoot() {
  const char* xdg = getenv("XDG_CACHE_HOME");
  if (xdg != nullptr && *xdg == '/')
    return fmt::format("{}/ecc", xdg);
  const char* home = getenv("HOME");
  if (home != nullptr && *home == '/')
    return fmt::format("{}/.cache/ecc", home);
  return "";
}

bool MakeDirectory(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  return fs::is_directory(path, error) && access(path.c_str(), W_OK) == 0;
}

}  // namespace

VmlinuxCache::VmlinuxCache(const std::string& btf_file) : file_(btf_file) {
  if (file_.empty()) {
    if (access(kKernelBtf, R_OK) != 0)
      return;
    file_ = kKernelBtf;
  }
  bytes_ = ReadFile(file_);
  std::string root = CacheRoot();
  std::string key = fmt::format("{}-{}-{}", Sha256(bytes_).substr(0, 32), kVersion, kGenerator);
  std::string cached = root.empty() ? "" : fmt::format("{}/vmlinux/{}", root, key);
  if (!cached.empty() && access((cached + "/vmlinux.h").c_str(), R_OK) == 0) {
    directory_ = cached;
    return;
  }
  if (cached.empty() || !MakeDirectory(cached)) {
    temporary_ = std::make_unique<TemporaryDirectory>("ecc-vmlinux");
    cached = temporary_->path();
  }
  WriteFilesIfChanged({{cached + "/vmlinux.h", vmlinux::Print(kernel()->resolver())}});
  directory_ = cached;
}

const Input* VmlinuxCache::kernel() {
  if (kernel_ == nullptr && !file_.empty()) {
    kernel_ = std::make_unique<Input>(file_, std::move(bytes_));
  }
  return kernel_.get();
}

}  // namespace ecc

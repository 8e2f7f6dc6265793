#include "ecc/kernel/vmlinux_cache.h"

#include <fmt/format.h>

#include "btfgen/vmlinux/vmlinux.h"
#include "support/cache.h"
#include "support/codec.h"
#include "support/version.h"

namespace ecc {
namespace {

// Counts changes of the generated text, so that an older text is never taken.
constexpr int kGenerator = 2;

}  // namespace

void VmlinuxCache::Prepare() {
  std::lock_guard lock(mutex_);
  if (!exists() || !directory_.empty())
    return;
  bytes_ = ReadFile(file_);
  digest_ = Sha256(bytes_);
  std::string key = fmt::format("{}-{}-{}", digest_.substr(0, 32), kVersion, kGenerator);
  CachedFile cached = GetCached({"vmlinux", key, "vmlinux.h"},
                                [&] { return vmlinux::Print(Parse()->resolver()); });
  text_ = std::move(cached.text);
  directory_ = cached.directory;
  if (directory_.empty()) {
    temporary_ = std::make_unique<TemporaryDirectory>("ecc-vmlinux");
    WriteFilesIfChanged({{temporary_->path() + "/vmlinux.h", text_}});
    directory_ = temporary_->path();
  }
}

const std::string& VmlinuxCache::directory() {
  Prepare();
  return directory_;
}

const std::string& VmlinuxCache::text() {
  Prepare();
  return text_;
}

const BtfFile* VmlinuxCache::kernel() {
  std::lock_guard lock(mutex_);
  return exists() ? Parse() : nullptr;
}

const BtfFile* VmlinuxCache::Parse() {
  if (kernel_ == nullptr) {
    kernel_ =
        std::make_unique<BtfFile>(file_, bytes_.empty() ? ReadFile(file_) : std::move(bytes_));
    bytes_.clear();
  }
  return kernel_.get();
}

}  // namespace ecc

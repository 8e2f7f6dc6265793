#include "ecc/kernel/vmlinux_cache.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "btfgen/elf/kernel.h"
#include "btfgen/vmlinux/vmlinux.h"
#include "support/cache.h"
#include "support/codec.h"
#include "support/version.h"

namespace ecc {
namespace {

// Counts changes of the generated text, so that an older text is never taken.
constexpr int kGenerator = 3;

// By which a kernel is known without reading the megabytes of its BTF: the notes of the running
// one have the build id of its vmlinux, which stands for every byte that was linked into it.
// Empty where there is none, and for files that are not the running kernel's.
std::string IdentityOf(const std::string& file) {
  constexpr const char* kNotes = "/sys/kernel/notes";
  struct stat status {};
  if (file != elf::kRunningKernelBtf || access(kNotes, R_OK) != 0 ||
      stat(file.c_str(), &status) != 0)
    return "";
  std::string notes = ReadFile(kNotes);
  return notes.empty() ? "" : fmt::format("{}\n{}", notes, status.st_size);
}

}  // namespace

std::string VmlinuxCache::Digest() {
  auto read = [&] {
    bytes_ = ReadFile(file_);
    return Sha256(bytes_);
  };
  std::string identity = IdentityOf(file_);
  if (identity.empty())
    return read();
  CacheKey key = {"build-ids", Sha256(identity).substr(0, 32), "btf.sha256"};
  std::string kept = GetCached(key, [&] { return read() + "\n"; }).text;
  return kept.substr(0, kept.find('\n'));
}

void VmlinuxCache::Prepare() {
  std::lock_guard lock(mutex_);
  if (!exists() || !directory_.empty())
    return;
  digest_ = Digest();
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

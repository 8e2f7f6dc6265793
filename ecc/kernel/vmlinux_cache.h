// vmlinux.h, made once per kernel.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "btfgen/layout/btf_file.h"
#include "support/files.h"

namespace ecc {

// The vmlinux.h that belongs to some kernel's BTF.  Several threads may ask.
class VmlinuxCache {
 public:
  // `btf_file` is an ELF file or raw BTF; empty: there is none, and exists() is false.  Nothing
  // is read before it is asked for.
  explicit VmlinuxCache(std::string btf_file) : file_(std::move(btf_file)) {}

  bool exists() const { return !file_.empty(); }
  // The file with the BTF.
  const std::string& file() const { return file_; }

  // The header's directory and its text, made if the cache, keyed by the BTF's content and our
  // version, lacks it.
  const std::string& directory();
  const std::string& text();

  // The BTF that it is made of; empty when there is none.
  const std::string& source() const { return file_; }

  // SHA-256 of the BTF, in hexadecimal; empty while the text has not been asked for.
  const std::string& digest() const { return digest_; }

  // The kernel's BTF, parsed when first asked for; null when there is none.
  const BtfFile* kernel();

 private:
  void Prepare();
  std::string Digest();
  const BtfFile* Parse();

  std::mutex mutex_;
  std::string file_;
  std::string bytes_;
  std::string directory_;
  std::string text_;
  std::string digest_;
  std::unique_ptr<BtfFile> kernel_;
  // Where there is no cache directory to write to, the header lives as long as this.
  std::unique_ptr<TemporaryDirectory> temporary_;
};

}  // namespace ecc

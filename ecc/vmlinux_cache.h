// vmlinux.h, made once per kernel.
#pragma once

#include <memory>
#include <string>

#include "btfgen/input.h"
#include "btfgen/support/files.h"

namespace ecc {

// A directory with a vmlinux.h in it that belongs to some kernel's BTF.
class VmlinuxCache {
 public:
  // `btf_file` is an ELF file or raw BTF; empty stands for the running kernel, and then a
  // kernel without BTF is no error: directory() is empty.  The header is made if the cache,
  // keyed by the BTF's content and our version, lacks it.  Parallel runs agree, because the
  // file appears by renaming.
  explicit VmlinuxCache(const std::string& btf_file);

  // Where vmlinux.h lies; empty when there is no BTF to make it of.
  const std::string& directory() const { return directory_; }

  // The BTF that it is made of; empty when there is none.
  const std::string& source() const { return file_; }

  // The kernel's BTF, parsed when first asked for; null when there is none.
  const Input* kernel();

 private:
  std::string file_;
  std::string bytes_;
  std::string directory_;
  std::unique_ptr<Input> kernel_;
  // Where there is no cache directory to write to, the header lives as long as this.
  std::unique_ptr<TemporaryDirectory> temporary_;
};

}  // namespace ecc

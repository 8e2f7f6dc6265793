// A file with BTF in it, opened.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "btfgen/btf/resolver.h"
#include "btfgen/elf/object.h"
#include "btfgen/layout/build.h"

namespace ecc {

// An object file or raw BTF, with all that reads it.  The parts point into each other, so
// a BtfFile stays where it was made.
class BtfFile {
 public:
  // `file` names the bytes in messages and gives the object its name.
  BtfFile(std::string file, std::string bytes);
  static std::unique_ptr<BtfFile> Open(const std::string& path);

  BtfFile(const BtfFile&) = delete;
  BtfFile& operator=(const BtfFile&) = delete;

  layout::Model Build(const layout::Selection& selection) const;
  void BuildInto(const layout::Selection& selection, layout::TypeConsumer& consumer) const;

  const std::string& file() const { return file_; }
  // Of an object; those of raw BTF are not kept.
  const std::string& bytes() const { return bytes_; }
  const btf::Resolver& resolver() const { return *resolver_; }
  bool is_object() const { return object_.has_value(); }

 private:
  layout::Source source() const;

  std::string file_;
  std::string bytes_;
  std::optional<elf::Object> object_;
  std::optional<btf::Types> types_;
  std::optional<btf::Resolver> resolver_;
};

// "bootstrap_bpf" for "out/bootstrap.bpf.o": what skeletons are called.
std::string ObjectName(std::string_view path);

}  // namespace ecc

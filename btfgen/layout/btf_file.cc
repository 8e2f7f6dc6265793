#include "btfgen/layout/btf_file.h"

#include <fmt/format.h>

#include "btfgen/btf/reader.h"
#include "btfgen/elf/kernel.h"
#include "support/error.h"
#include "support/files.h"
#include "support/identifier.h"

namespace ecc {

BtfFile::BtfFile(std::string file, std::string bytes)
    : file_(std::move(file)), bytes_(std::move(bytes)) {
  std::string_view name = std::string_view(file_).substr(file_.rfind('/') + 1);
  if (elf::IsLinked(AsBytes(bytes_))) {
    types_ = btf::Read(InFile(name, ".BTF"), *elf::FindBtf(name, AsBytes(bytes_)));
    std::string().swap(bytes_);
  } else if (elf::IsElf(AsBytes(bytes_))) {
    object_ = elf::Read(name, AsBytes(bytes_));
    const elf::Section* section = object_->FindSection(".BTF");
    if (section == nullptr) {
      throw Error(code::kNoBtf, InFile(name), "there is no .BTF section",
                  "compile it with clang -g");
    }
    types_ = btf::Read(InFile(name, ".BTF"), section->bytes);
  } else {
    types_ = btf::Read(name, AsBytes(bytes_));
    // A kernel's BTF has megabytes.
    std::string().swap(bytes_);
  }
  resolver_.emplace(*types_);
}

std::unique_ptr<BtfFile> BtfFile::Open(const std::string& path) {
  return std::make_unique<BtfFile>(path, ReadFile(path));
}

layout::Source BtfFile::source() const {
  return {*resolver_, object_ ? &*object_ : nullptr, ObjectName(file_)};
}

layout::Model BtfFile::Build(const layout::Selection& selection) const {
  return layout::Build(source(), selection);
}

void BtfFile::BuildInto(const layout::Selection& selection,
                        layout::TypeConsumer& consumer) const {
  layout::BuildInto(source(), selection, consumer);
}

std::string ObjectName(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  if (name.ends_with(".o"))
    name.remove_suffix(2);
  return SanitizeIdentifier(name);
}

}  // namespace ecc

#include "loader/wasm/module/guest_package.h"

#include <fmt/format.h>

#include <utility>

#include "loader/package/package.h"
#include "loader/package/validate.h"
#include "support/codec.h"
#include "support/error.h"
#include "support/package_section.h"

namespace ecc::loader {

GuestPackage::GuestPackage(std::string file, const std::string& bytes, const WasmModule& module)
    : file_(std::move(file)) {
  for (const ModuleCustomSection& section : module.custom_sections) {
    if (section.name == kPackageSection)
      package_ = ParseGuestPackage(
          file_, std::string_view(bytes).substr(section.offset, section.size));
  }
}

void GuestPackage::RequireSize(uint64_t size) const {
  if (size > kMaxObjectSize)
    throw Error(
        fmt::format("{}: the object has {} bytes; no BPF object is that large", file_, size));
}

void GuestPackage::CheckObject(const std::string& object) const {
  RequireSize(object.size());
  if (!package_ || package_->object_size != object.size() || object == good_)
    return;
  Package package = package_->package;
  package.object = object;
  CheckAgainstObject(package, BuildObjectModel(package));
  CheckAgainstKernel(file_, *package.model);
  good_ = object;
}

std::string GuestPackage::Object(const std::string& module) const {
  if (!package_ || package_->object_size == 0 || package_->object_size > module.size() ||
      package_->object_offset > module.size() - package_->object_size) {
    return "";
  }
  RequireSize(package_->object_size);
  return module.substr(package_->object_offset, package_->object_size);
}

}  // namespace ecc::loader

// Three witnesses must agree before anything runs: what the package says, what the object's BTF
// says, and what the kernel holds once the object is loaded.  For types of the kernel's own,
// the running kernel is the fourth.
#include "loader/package/validate.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <set>

#include "btfgen/elf/kernel.h"
#include "btfgen/layout/btf_file.h"
#include "btfgen/layout/diff.h"
#include "support/error.h"

namespace ecc::loader {
namespace {

void Refuse(const std::vector<layout::TypeDifference>& differences, std::string_view left,
            std::string_view right, std::string_view help) {
  if (differences.empty())
    return;
  throw Error(layout::FormatDifferences(differences, left, right), help);
}

}  // namespace

layout::Model BuildObjectModel(const Package& package) {
  BtfFile object(package.name + ".o", package.object);
  // A package may hold as bytes what C cannot express (`ecc --allow-opaque`).
  Findings opaque;
  layout::Selection selection;
  selection.warnings = &opaque;
  layout::Model model = object.Build(selection);
  if (model.big_endian != (std::endian::native == std::endian::big)) {
    throw Error(fmt::format("{}: the object is {}-endian, this machine is not", package.file,
                            model.big_endian ? "big" : "little"),
                "compile it for this machine: clang -target bpf");
  }
  return model;
}

void CheckAgainstObject(const Package& package, const layout::Model& object) {
  if (!package.model)
    return;
  Refuse(layout::Diff(*package.model, object), "package", "object",
         "the package was changed after it was built; build it again with ecc");
  // Anything that the object has and the package does not tell would go unchecked.
  Refuse(layout::Diff(object, *package.model), "object", "package",
         "the package was changed after it was built; build it again with ecc");
}

void CheckAgainstHeldBtf(const std::string& file, const layout::Model& model,
                         const std::vector<std::string>& held_btf) {
  for (const std::string& bytes : held_btf) {
    BtfFile held("BTF held by the kernel", bytes);
    Refuse(layout::Diff(model, held.Build({})), file, "kernel",
           "the kernel was given another layout than the package has; build it again with ecc");
  }
}

size_t CheckAgainstKernel(const std::string& file, const layout::Model& model) {
  layout::Selection selection;
  selection.scope = layout::Selection::Scope::kNamed;
  for (const layout::Record& record : model.records) {
    if (record.is_kernel_type)
      selection.names.push_back(layout::DescribeInBtf(record));
  }
  if (selection.names.empty())
    return 0;
  if (access(elf::kRunningKernelBtf, R_OK) != 0) {
    throw Error(fmt::format("{}: '{}' is the kernel's own, but this kernel tells no types",
                            file, selection.names.front()),
                fmt::format("use a kernel built with CONFIG_DEBUG_INFO_BTF=y ({})",
                            elf::kRunningKernelBtf));
  }
  layout::Model kernel = BtfFile::Open(elf::kRunningKernelBtf)->Build(selection);
  std::vector<layout::TypeDifference> differences;
  for (const layout::Record& record : model.records) {
    if (!record.is_kernel_type)
      continue;
    auto same =
        std::find_if(kernel.records.begin(), kernel.records.end(), [&](const auto& other) {
          return layout::DescribeInBtf(other) == layout::DescribeInBtf(record);
        });
    if (same == kernel.records.end())
      continue;  // Build has refused it
    if (auto difference = layout::DiffRecord(model, record, kernel, *same)) {
      differences.push_back(std::move(*difference));
    }
  }
  Refuse(differences, file, "kernel",
         "the package was built for another kernel; build it on this one, or share a type of "
         "your own");
  return selection.names.size();
}

}  // namespace ecc::loader

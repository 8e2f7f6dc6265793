#include "ecc/kernel_types.h"

#include <algorithm>
#include <set>

#include "btfgen/layout/diff.h"

namespace ecc {

namespace {

bool IsNamed(const layout::Record& record) {
  return record.role == layout::RecordRole::kTag || record.role == layout::RecordRole::kTypedef;
}

// "struct timespec64", or "atomic_t" for the typedef of an anonymous record; else empty.
std::string NameOfRecord(const btf::Resolver& resolver, uint32_t id) {
  const btf::Type& type = resolver.types()[id];
  if (btf::IsRecord(type.kind) && !type.name.empty())
    return btf::Describe(type);
  if (type.kind != btf::Kind::kTypedef || resolver.InnermostTypedef({id}).value != id)
    return "";
  const btf::Type& target = resolver.types()[resolver.Strip({id})];
  return btf::IsRecord(target.kind) && target.name.empty() ? std::string(type.name) : "";
}

}  // namespace

void MarkKernelTypes(layout::Model& model, const std::vector<std::string>& own_types,
                     VmlinuxCache& vmlinux) {
  std::set<std::string> shared;
  for (const layout::Record& record : model.records) {
    if (IsNamed(record))
      shared.insert(layout::DescribeInBtf(record));
  }
  for (const std::string& own : own_types) shared.erase(own);
  const Input* kernel = shared.empty() ? nullptr : vmlinux.kernel();
  if (kernel == nullptr)
    return;

  layout::Selection selection;
  selection.scope = layout::Selection::Scope::kNamed;
  for (uint32_t id = 1; id < kernel->resolver().types().count() && !shared.empty(); ++id) {
    std::string name = NameOfRecord(kernel->resolver(), id);
    if (!name.empty() && shared.erase(name) != 0)
      selection.names.push_back(name);
  }
  if (selection.names.empty())
    return;
  layout::Model kernel_model = kernel->Build(selection);
  for (layout::Record& record : model.records) {
    for (const layout::Record& other : kernel_model.records) {
      if (IsNamed(record) && IsNamed(other) &&
          layout::DescribeInBtf(record) == layout::DescribeInBtf(other)) {
        record.is_kernel_type =
            !layout::DiffRecord(model, record, kernel_model, other).has_value();
      }
    }
  }
}

}  // namespace ecc

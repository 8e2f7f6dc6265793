#include "ecc/kernel_types.h"

#include <set>

#include "btfgen/layout/diff.h"

namespace ecc {

void MarkKernelTypes(layout::Model& model, const Input& kernel) {
  std::set<std::string> shared;
  for (const layout::Record& record : model.records) {
    if (record.role == layout::RecordRole::kTag)
      shared.insert(record.name);
  }
  layout::Selection selection;
  selection.scope = layout::Selection::Scope::kNamed;
  const btf::Types& types = kernel.resolver().types();
  for (uint32_t id = 1; id < types.count() && !shared.empty(); ++id) {
    if (btf::IsRecord(types[id].kind) && shared.erase(std::string(types[id].name)) != 0) {
      selection.names.emplace_back(types[id].name);
    }
  }
  if (selection.names.empty())
    return;
  layout::Model kernel_model = kernel.Build(selection);
  for (layout::Record& record : model.records) {
    if (record.role != layout::RecordRole::kTag)
      continue;
    for (const layout::Record& other : kernel_model.records) {
      if (other.role == layout::RecordRole::kTag && other.name == record.name) {
        record.is_kernel_type =
            !layout::DiffRecord(model, record, kernel_model, other).has_value();
      }
    }
  }
}

}  // namespace ecc

// A type of the program's own means the same on every kernel.  One that came from vmlinux.h
// means what the running kernel means by it, and a loader has to compare.  Which is which
// nothing in the object tells: the kernel's BTF, of which vmlinux.h was made, has the type by
// the same name and layout.
#include "btfgen/layout/kernel_types.h"

#include <algorithm>
#include <set>

#include "btfgen/layout/btf_file.h"
#include "btfgen/layout/diff.h"

namespace ecc::layout {
namespace {

bool IsNamed(const Record& record) {
  return record.role == RecordRole::kTag || record.role == RecordRole::kTypedef;
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

// The records that user space reads or writes as the running kernel lays them out.  A
// struct_ops is none: libbpf carries it over member by member.
std::vector<bool> Exchanged(const Model& model) {
  std::vector<bool> exchanged(model.records.size());
  std::vector<uint32_t> left;
  auto add = [&](const TypeRef& type) {
    if (type.kind == TypeRef::Kind::kRecord && !exchanged[type.index]) {
      exchanged[type.index] = true;
      left.push_back(type.index);
    }
  };
  for (const Export& exported : model.exports) add(exported.type);
  for (const Map& map : model.maps) {
    if (map.value_file_offset)
      continue;
    if (map.key)
      add(*map.key);
    if (map.value)
      add(*map.value);
  }
  for (const Section& section : model.sections) left.push_back(section.record);
  while (!left.empty()) {
    const Record& record = model.records[left.back()];
    left.pop_back();
    for (const Slot& slot : record.slots) {
      if (const Field* field = AsField(slot))
        add(field->type);
    }
  }
  return exchanged;
}

}  // namespace

void MarkKernelTypes(Model& model, const Knowledge& knowledge) {
  std::set<std::string> shared;
  const std::vector<bool> exchanged = Exchanged(model);
  for (size_t i = 0; i < model.records.size(); ++i) {
    if (exchanged[i] && IsNamed(model.records[i]))
      shared.insert(DescribeInBtf(model.records[i]));
  }
  for (const std::string& own : knowledge.own_types) shared.erase(own);
  const BtfFile* kernel = shared.empty() || !knowledge.kernel ? nullptr : knowledge.kernel();
  if (kernel == nullptr)
    return;

  Selection selection;
  selection.scope = Selection::Scope::kNamed;
  for (uint32_t id = 1; id < kernel->resolver().types().count() && !shared.empty(); ++id) {
    std::string name = NameOfRecord(kernel->resolver(), id);
    if (!name.empty() && shared.erase(name) != 0)
      selection.names.push_back(name);
  }
  if (selection.names.empty())
    return;
  Model kernel_model = kernel->Build(selection);
  for (size_t i = 0; i < model.records.size(); ++i) {
    Record& record = model.records[i];
    if (!exchanged[i])
      continue;
    for (const Record& other : kernel_model.records) {
      if (IsNamed(record) && IsNamed(other) && DescribeInBtf(record) == DescribeInBtf(other)) {
        record.is_kernel_type = !DiffRecord(model, record, kernel_model, other).has_value();
      }
    }
  }
}

}  // namespace ecc::layout

#include "btfgen/layout/model.h"

namespace ecc::layout {

std::string Describe(const Record& record) {
  if (record.role == RecordRole::kTypedef)
    return record.name;
  std::string text = record.kind == RecordKind::kUnion ? "union " : "struct ";
  return text += record.name.empty() ? "(inline)" : record.name;
}

std::string DescribeInBtf(const Record& record) {
  Record original;
  original.name = record.btf_name.empty() ? record.name : record.btf_name;
  original.kind = record.kind;
  original.role = record.role;
  return Describe(original);
}

uint64_t ElementCount(const TypeRef& type) {
  uint64_t count = 1;
  for (uint32_t dim : type.dims) count *= dim;
  return count;
}

uint32_t ElementSize(const Model& model, const TypeRef& type) {
  return type.kind == TypeRef::Kind::kRecord ? model.records[type.index].size
                                             : type.scalar.size;
}

}  // namespace ecc::layout

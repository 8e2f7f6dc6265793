#include "loader/events/event_types.h"

namespace ecc::loader {
namespace {

const layout::Record* AsRecord(const layout::Model& model, const layout::TypeRef& type) {
  bool is_record = type.kind == layout::TypeRef::Kind::kRecord && type.dims.empty();
  return is_record ? &model.records[type.index] : nullptr;
}

bool Fits(const layout::Record& record, size_t size, bool is_perf) {
  return is_perf ? record.size <= size && size - record.size < 8 : record.size == size;
}

}  // namespace

const layout::Record* FindEventType(const layout::Model& model, const std::string& map,
                                    size_t size, bool is_perf) {
  for (const layout::Map& candidate : model.maps) {
    if (candidate.name != map || !candidate.value)
      continue;
    const layout::Record* record = AsRecord(model, *candidate.value);
    if (record != nullptr)
      return Fits(*record, size, is_perf) ? record : nullptr;
  }
  for (const layout::Export& exported : model.exports) {
    const layout::Record* record = AsRecord(model, exported.type);
    if (record != nullptr && Fits(*record, size, is_perf))
      return record;
  }
  return nullptr;
}

}  // namespace ecc::loader

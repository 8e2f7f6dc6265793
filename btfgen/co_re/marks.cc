#include "btfgen/co_re/marks.h"

namespace ecc::co_re {

using btf::Kind;

void Marks::Mark(btf::TypeId id, Depth depth) {
  // Without recursion: a stranger's chain may be a million types long.
  std::vector<Visit> left = {{id, depth}};
  while (!left.empty()) {
    Visit visit = left.back();
    left.pop_back();
    if (visit.id.is_void() || (depths_[visit.id.value] & Bit(visit.depth)) != 0)
      continue;
    depths_[visit.id.value] |= Bit(visit.depth);
    PassOn(visit, left);
  }
}

void Marks::PassOn(const Visit& visit, std::vector<Visit>& left) {
  const btf::Types& types = kernel_.types();
  const btf::Type& type = types[visit.id];
  switch (type.kind) {
    case Kind::kPtr:
      if (visit.depth == Depth::kThroughPointer)
        left.push_back({type.type, Depth::kThroughPointer});
      else if (visit.depth != Depth::kValue)
        left.push_back({type.type, Depth::kMembersBehind});
      return;
    case Kind::kTypedef:
    case Kind::kVolatile:
    case Kind::kConst:
    case Kind::kRestrict:
    case Kind::kTypeTag:
      left.push_back({type.type, visit.depth});
      return;
    case Kind::kArray:
      left.push_back({type.type, visit.depth});
      left.push_back({{kernel_.ArrayIndex(visit.id.value)}, Depth::kValue});
      return;
    case Kind::kFuncProto:
      left.push_back({type.type, visit.depth});
      for (const btf::Param& param : types.params(type))
        left.push_back({param.type, visit.depth});
      return;
    case Kind::kStruct:
    case Kind::kUnion:
      if (visit.depth != Depth::kMembers)
        return;
      for (uint32_t i = 0; i < type.vlen; ++i) {
        members_[visit.id.value].insert(i);
        left.push_back({types.members(type)[i].type, Depth::kMembers});
      }
      return;
    default:
      return;
  }
}

void Marks::MarkMember(btf::TypeId record, uint32_t position) {
  const btf::Type& type = kernel_.types()[record];
  members_[record.value].insert(position);
  Mark(kernel_.types().members(type)[position].type, Depth::kValue);
}

bool Marks::HasMember(btf::TypeId record, uint32_t position) const {
  auto found = members_.find(record.value);
  return found != members_.end() && found->second.contains(position);
}

}  // namespace ecc::co_re

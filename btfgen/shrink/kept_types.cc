// Types that stay get new ids, in the old order.  A record that only relocations look into
// keeps just the members that they touch, at their offsets; the accesses, which count members,
// are counted anew.
#include "btfgen/shrink/kept_types.h"

#include <fmt/format.h>

#include "btfgen/btf/access.h"

namespace ecc::shrink {
namespace {

using btf::Kind;

bool IsCounted(Kind kind) {
  return btf::IsRecord(kind) || btf::IsEnum(kind);
}

}  // namespace

KeptTypes::KeptTypes(const btf::RawTypes& raw, const btf::Resolver& resolver,
                     const Needs& needs)
    : btf::TypeWriter(raw),
      raw_(raw),
      types_(raw.types()),
      resolver_(resolver),
      needs_(needs),
      is_kept_(types_.count()),
      new_id_(types_.count()) {
  for (uint32_t id = 1; id < types_.count() && void_pointer_.is_void(); ++id) {
    if (types_[id].kind == Kind::kPtr && types_[id].type.is_void())
      void_pointer_ = {id};
  }
  FindKept();
  FindTagsOfKept();
  Number();
}

KeptTypes::Form KeptTypes::FormOf(btf::TypeId id) const {
  const btf::Type& type = types_[id];
  bool has_accessed = needs_.Accessed(id) != nullptr;
  if (btf::IsEnum(type.kind))
    return needs_.IsAsked(id) || !has_accessed ? Form::kWhole : Form::kSome;
  if (!btf::IsRecord(type.kind) || needs_.Has(id, Need::kWhole))
    return Form::kWhole;
  // A forward declaration must have a name.
  bool is_forward = !has_accessed && !needs_.Has(id, Need::kShape) && !type.name.empty();
  return is_forward ? Form::kForward : Form::kSome;
}

bool KeptTypes::KeepsName(btf::TypeId id) const {
  return !btf::IsRecord(types_[id].kind) || needs_.IsAsked(id);
}

bool KeptTypes::KeepsPosition(btf::TypeId id, uint32_t position) const {
  if (FormOf(id) == Form::kWhole)
    return true;
  const std::set<uint32_t>* accessed = needs_.Accessed(id);
  return accessed != nullptr && accessed->contains(position);
}

// libbpf compares the kinds of members, and of pointers no more than that.
btf::TypeId KeptTypes::FieldType(btf::TypeId declared) const {
  btf::TypeId type = resolver_.Strip(declared);
  return types_[type].kind == Kind::kPtr ? void_pointer_ : type;
}

void KeptTypes::FindKept() {
  std::vector<btf::TypeId> left = needs_.roots();
  while (!left.empty()) {
    btf::TypeId id = left.back();
    left.pop_back();
    if (id.is_void() || is_kept_[id.value])
      continue;
    is_kept_[id.value] = true;
    AddTargets(id, left);
  }
}

void KeptTypes::AddTargets(btf::TypeId id, std::vector<btf::TypeId>& left) {
  const btf::Type& type = types_[id];
  switch (type.kind) {
    case Kind::kStruct:
    case Kind::kUnion: {
      Form form = FormOf(id);
      std::span<const btf::Member> members = types_.members(type);
      for (uint32_t i = 0; i < type.vlen; ++i) {
        if (form == Form::kWhole) {
          left.push_back(members[i].type);
        } else if (KeepsPosition(id, i)) {
          left.push_back(FieldType(members[i].type));
          needs_void_pointer_ |= types_[resolver_.Strip(members[i].type)].kind == Kind::kPtr;
        }
      }
      return;
    }
    case Kind::kArray:
      left.push_back(type.type);
      left.push_back({raw_.ArrayIndex(id.value)});
      return;
    case Kind::kFuncProto:
      left.push_back(type.type);
      for (const btf::Param& param : types_.params(type)) left.push_back(param.type);
      return;
    case Kind::kDatasec:
      for (const btf::VarSecinfo& secinfo : types_.secinfos(type)) left.push_back(secinfo.var);
      return;
    default:
      left.push_back(type.type);  // void where there is none
  }
}

// A tag names a member or an argument by its position, so that it stays where all do.
void KeptTypes::FindTagsOfKept() {
  for (uint32_t id = 1; id < types_.count(); ++id) {
    btf::TypeId target = types_[id].type;
    if (types_[id].kind == Kind::kDeclTag && is_kept_[target.value])
      is_kept_[id] = FormOf(target) == Form::kWhole;
  }
}

void KeptTypes::Number() {
  uint32_t next = 1;
  for (uint32_t id = 1; id < types_.count(); ++id) {
    if (is_kept_[id])
      new_id_[id] = next++;
  }
  if (needs_void_pointer_ && void_pointer_.is_void())
    added_void_pointer_ = next;
}

std::string KeptTypes::NewAccess(const btf::CoreRelocation& relocation) const {
  bool is_enumerator = btf::IsEnumeratorRelocation(relocation.kind);
  if (!is_enumerator && !btf::IsFieldRelocation(relocation.kind))
    return relocation.access;
  btf::Access access = btf::FollowAccess(resolver_, relocation);
  std::string text = is_enumerator ? "" : std::to_string(access.root_index);
  for (const btf::AccessStep& step : access.steps) {
    if (!text.empty())
      text += ':';
    text += std::to_string(IsCounted(types_[step.of].kind) ? CountPositions(step.of, step.index)
                                                           : step.index);
  }
  return text;
}

std::string KeptTypes::WriteTypes(StringTable& strings) const {
  btf::WordWriter out(types_.byte_order());
  for (uint32_t id = 1; id < types_.count(); ++id) {
    if (is_kept_[id])
      WriteType({id}, out, strings);
  }
  if (added_void_pointer_ != 0)
    WriteVoidPointer(out, strings);
  return out.bytes();
}

void KeptTypes::WriteType(btf::TypeId id, btf::WordWriter& out, StringTable& strings) const {
  const btf::Type& type = types_[id];
  std::string_view name = KeepsName(id) ? type.name : "";
  if (FormOf(id) != Form::kForward)
    return WriteCopy(id, name, out, strings);
  uint32_t is_union = type.kind == Kind::kUnion ? 1 : 0;
  out.Add(strings.Place(name));
  out.Add(is_union << 31 | static_cast<uint32_t>(Kind::kFwd) << 24);
  out.Add(0);
}

uint32_t KeptTypes::NewMemberType(btf::TypeId record, uint32_t position) const {
  const btf::Member& member = types_.members(types_[record])[position];
  if (FormOf(record) == Form::kWhole)
    return new_id_[member.type.value];
  btf::TypeId field = FieldType(member.type);
  return field.is_void() ? added_void_pointer_ : new_id_[field.value];
}

}  // namespace ecc::shrink

#include "btfgen/shrink/kept_types.h"

#include <fmt/format.h>

#include "btfgen/shrink/access.h"

namespace ecc::shrink {
namespace {

using btf::Kind;

// Words of a type and of what it holds.
constexpr size_t kHead = 3;
constexpr size_t kMemberWords = 3;
constexpr uint32_t kCountMask = 0xffff;

bool IsCounted(Kind kind) {
  return btf::IsRecord(kind) || btf::IsEnum(kind);
}

}  // namespace

KeptTypes::KeptTypes(const RawTypes& raw, const btf::Resolver& resolver, const Needs& needs)
    : raw_(raw),
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

// Of the positions before `end`, those that stay.
uint32_t KeptTypes::CountPositions(btf::TypeId id, uint32_t end) const {
  if (FormOf(id) == Form::kWhole)
    return end;
  const std::set<uint32_t>* accessed = needs_.Accessed(id);
  return accessed == nullptr ? 0
                             : static_cast<uint32_t>(std::distance(accessed->begin(),
                                                                   accessed->lower_bound(end)));
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

std::string KeptTypes::NewAccess(const CoreRelocation& relocation) const {
  bool is_enumerator = IsEnumeratorRelocation(relocation.kind);
  if (!is_enumerator && !IsFieldRelocation(relocation.kind))
    return relocation.access;
  Access access = FollowAccess(resolver_, relocation);
  std::string text = is_enumerator ? "" : std::to_string(access.root_index);
  for (const AccessStep& step : access.steps) {
    if (!text.empty())
      text += ':';
    text += std::to_string(IsCounted(types_[step.of].kind) ? CountPositions(step.of, step.index)
                                                           : step.index);
  }
  return text;
}

std::string KeptTypes::WriteTypes(StringTable& strings) const {
  WordWriter out(types_.byte_order());
  for (uint32_t id = 1; id < types_.count(); ++id) {
    if (is_kept_[id])
      WriteType({id}, out, strings);
  }
  if (added_void_pointer_ != 0) {
    out.Add(strings.Place(""));
    out.Add(static_cast<uint32_t>(Kind::kPtr) << 24);
    out.Add(0);
  }
  return out.bytes();
}

void KeptTypes::WriteType(btf::TypeId id, WordWriter& out, StringTable& strings) const {
  const btf::Type& type = types_[id];
  std::span<const uint32_t> words = raw_.Words(id.value);
  out.Add(strings.Place(KeepsName(id) ? type.name : ""));
  if (FormOf(id) == Form::kForward) {
    uint32_t is_union = type.kind == Kind::kUnion ? 1 : 0;
    out.Add(is_union << 31 | static_cast<uint32_t>(Kind::kFwd) << 24);
    out.Add(0);
    return;
  }
  uint32_t info = words[1];
  if (IsCounted(type.kind))
    info = (info & ~kCountMask) | CountPositions(id, type.vlen);
  out.Add(info);
  // Types with a size refer to none here.
  out.Add(type.type.is_void() || type.kind == Kind::kArray ? words[2]
                                                           : new_id_[type.type.value]);
  WriteTail(id, out, strings);
}

void KeptTypes::WriteTail(btf::TypeId id, WordWriter& out, StringTable& strings) const {
  const btf::Type& type = types_[id];
  std::span<const uint32_t> tail = raw_.Words(id.value).subspan(kHead);
  switch (type.kind) {
    case Kind::kStruct:
    case Kind::kUnion:
      for (uint32_t i = 0; i < type.vlen; ++i) {
        if (KeepsPosition(id, i))
          WriteMember(id, i, out, strings);
      }
      return;
    case Kind::kEnum:
    case Kind::kEnum64: {
      size_t each = type.kind == Kind::kEnum ? 2 : 3;
      for (uint32_t i = 0; i < type.vlen; ++i) {
        if (!KeepsPosition(id, i))
          continue;
        out.Add(strings.Place(types_.enumerators(type)[i].name));
        for (uint32_t word : tail.subspan(i * each + 1, each - 1)) out.Add(word);
      }
      return;
    }
    case Kind::kArray:
      out.Add(new_id_[tail[0]]);
      out.Add(new_id_[tail[1]]);
      out.Add(tail[2]);
      return;
    case Kind::kFuncProto:
      for (size_t i = 0; i < tail.size(); i += 2) {
        out.Add(strings.Place(raw_.String(tail[i], "a param")));
        out.Add(new_id_[tail[i + 1]]);
      }
      return;
    case Kind::kDatasec:
      for (size_t i = 0; i < tail.size(); i += 3) {
        out.Add(new_id_[tail[i]]);
        out.Add(tail[i + 1]);
        out.Add(tail[i + 2]);
      }
      return;
    default:
      for (uint32_t word : tail) out.Add(word);
  }
}

void KeptTypes::WriteMember(btf::TypeId record, uint32_t position, WordWriter& out,
                            StringTable& strings) const {
  const btf::Member& member = types_.members(types_[record])[position];
  uint32_t type = new_id_[member.type.value];
  if (FormOf(record) != Form::kWhole) {
    btf::TypeId field = FieldType(member.type);
    type = field.is_void() ? added_void_pointer_ : new_id_[field.value];
  }
  out.Add(strings.Place(member.name));
  out.Add(type);
  // Offset and width, as they stand.
  out.Add(raw_.Words(record.value)[kHead + position * kMemberWords + 2]);
}

}  // namespace ecc::shrink

// A minimal BTF must answer every question of libbpf's as the whole one would.  So every
// candidate that libbpf would consider is marked, not just the one that it would choose: it
// compares them, and says so when they disagree.
#include "btfgen/co_re/matcher.h"

#include "btfgen/btf/access.h"

namespace ecc::co_re {
namespace {

using btf::Kind;
using btf::RelocationKind;

// As many steps as libbpf follows.
constexpr size_t kMaxSteps = 64;

}  // namespace

Matcher::Matcher(const Relocations& object, const btf::Resolver& kernel, Marks& marks)
    : object_(object),
      kernel_(kernel),
      types_(kernel.types()),
      marks_(marks),
      comparison_(object.resolver(), kernel, effort_) {}

void Matcher::MarkAll() {
  FindCandidates();
  const btf::Types& local = object_.resolver().types();
  for (const Request& request : object_.requests()) {
    const btf::Type& root = local[request.root];
    for (btf::TypeId candidate : candidates_[EssentialName(root.name)]) {
      effort_.Spend();
      if (KindsAgree(root.kind, types_[candidate].kind))
        MarkIfMatching(request, candidate);
    }
  }
}

void Matcher::FindCandidates() {
  for (const Request& request : object_.requests())
    candidates_[EssentialName(object_.resolver().types()[request.root].name)];
  for (uint32_t id = 1; id < types_.count(); ++id) {
    if (types_[id].name.empty())
      continue;
    if (auto found = candidates_.find(EssentialName(types_[id].name));
        found != candidates_.end()) {
      found->second.push_back({id});
    }
  }
}

void Matcher::MarkIfMatching(const Request& request, btf::TypeId candidate) {
  if (btf::IsFieldRelocation(request.kind)) {
    MarkField(request, candidate);
  } else if (btf::IsEnumeratorRelocation(request.kind)) {
    if (HasEnumerator(request.enumerator, candidate))
      marks_.Mark(candidate, Depth::kValue);
  } else if (request.kind == btf::RelocationKind::kTypeMatches) {
    if (comparison_.TypesMatch(request.root, candidate))
      marks_.Mark(candidate, Depth::kMembers);
  } else if (comparison_.TypesAgree(request.root, candidate)) {
    marks_.Mark(candidate, Depth::kThroughPointer);
  }
}

bool Matcher::MarkField(const Request& request, btf::TypeId candidate) {
  std::vector<MemberPlace> way;
  size_t steps = 1;  // the first is an index, as in `root[2].member`
  btf::TypeId here = candidate;
  bool is_behind_member = false;
  for (const Step& step : request.steps) {
    if (!step.name.empty()) {
      size_t before = way.size();
      if (!FindMember(step.name, here, way))
        return false;
      steps += way.size() - before;
      const MemberPlace& place = way.back();
      here = types_.members(types_[place.record])[place.position].type;
      if (!comparison_.FieldsAgree(step.type, here))
        return false;
    } else {
      btf::TypeId array = kernel_.Strip(here);
      if (!HasElement(array, step.index, way, is_behind_member))
        return false;
      here = types_[array].type;
      ++steps;
    }
    if (steps > kMaxSteps)
      return false;
    is_behind_member = !step.name.empty();
  }
  marks_.Mark(candidate, Depth::kValue);
  for (const MemberPlace& place : way) Mark(place);
  return true;
}

bool Matcher::FindMember(std::string_view name, btf::TypeId type,
                         std::vector<MemberPlace>& way) {
  btf::TypeId record = kernel_.Strip(type);
  if (!btf::IsRecord(types_[record].kind) || way.size() == kMaxSteps)
    return false;
  std::span<const btf::Member> members = types_.members(types_[record]);
  for (uint32_t i = 0; i < members.size(); ++i) {
    effort_.Spend();
    way.push_back({record, i});
    if (members[i].name.empty() ? FindMember(name, members[i].type, way)
                                : members[i].name == name) {
      return true;
    }
    way.pop_back();
  }
  return false;
}

// An array without a length at a record's end is as long as is wanted.
bool Matcher::HasElement(btf::TypeId array, uint32_t index, const std::vector<MemberPlace>& way,
                         bool is_behind_member) const {
  const btf::Type& type = types_[array];
  if (type.kind != Kind::kArray)
    return false;
  bool is_flexible = is_behind_member && type.nelems == 0 && IsLast(way.back());
  return is_flexible || index < type.nelems;
}

bool Matcher::IsLast(const MemberPlace& place) const {
  return place.position + 1 == types_[place.record].vlen;
}

bool Matcher::HasEnumerator(std::string_view name, btf::TypeId type) {
  const btf::Type& kernel = types_[kernel_.Strip(type)];
  if (!btf::IsEnum(kernel.kind))
    return false;
  for (const btf::Enumerator& enumerator : types_.enumerators(kernel)) {
    effort_.Spend();
    if (EssentialName(enumerator.name) == EssentialName(name))
      return true;
  }
  return false;
}

void Matcher::Mark(const MemberPlace& place) {
  marks_.MarkMember(place.record, place.position);
  const btf::Type& record = types_[place.record];
  const btf::Type& type = types_[kernel_.Strip(types_.members(record)[place.position].type)];
  // An array without a length must not come to stand at the record's end, where it would have
  // elements.
  bool must_not_be_last = type.kind == Kind::kArray && type.nelems == 0 && !IsLast(place);
  if (must_not_be_last)
    marks_.MarkMember(place.record, record.vlen - 1u);
}

}  // namespace ecc::co_re

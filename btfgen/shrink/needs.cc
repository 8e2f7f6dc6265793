// Three look at an object's types after it is compiled: user space at whole records, CO-RE
// relocations at the members on their paths, the verifier at names and sizes of what arguments
// point to.  Each need is asked from its root and passed on to what a type is made of; a
// pointer passes on less than it was asked for.  Whatever nobody asked for is not written.
#include "btfgen/shrink/needs.h"

#include "btfgen/btf/access.h"
#include "btfgen/btf/exports.h"

namespace ecc::shrink {
namespace {

using btf::Kind;

constexpr std::string_view kMapSection = ".maps";
constexpr std::string_view kKernelSymbolSection = ".ksyms";
constexpr std::string_view kSubprogramSection = ".text";
// "contains:RECORD:MEMBER": what a list or a tree of the kernel's holds.
constexpr std::string_view kContainsTag = "contains:";
constexpr uint8_t kGlobal = static_cast<uint8_t>(btf::Linkage::kGlobal);
constexpr uint8_t kExtern = static_cast<uint8_t>(btf::Linkage::kExtern);

}  // namespace

Needs::Needs(const btf::Resolver& resolver, const btf::BtfExt& ext)
    : resolver_(resolver), types_(resolver.types()), asked_(types_.count()) {
  FindTags();
  AskForSections();
  AskForFunctions(ext);
  for (const auto& info : ext.relocations) {
    for (const btf::CoreRelocation& relocation : info.records) AskForRelocation(relocation);
  }
  AskForOthers();
}

void Needs::FindTags() {
  for (uint32_t id = 1; id < types_.count(); ++id) {
    std::string_view name = types_[id].name;
    if (types_[id].kind != Kind::kDeclTag || !name.starts_with(kContainsTag))
      continue;
    name.remove_prefix(kContainsTag.size());
    name = name.substr(0, name.find(':'));
    named_in_tags_[types_[id].type.value].push_back(name);
    records_of_name_[name];
  }
  for (uint32_t id = 1; id < types_.count() && !records_of_name_.empty(); ++id) {
    if (types_[id].kind != Kind::kStruct)
      continue;
    if (auto found = records_of_name_.find(types_[id].name); found != records_of_name_.end())
      found->second.push_back({id});
  }
}

const std::set<uint32_t>* Needs::Accessed(btf::TypeId id) const {
  auto found = accessed_.find(id.value);
  return found == accessed_.end() ? nullptr : &found->second;
}

void Needs::AskForSections() {
  for (uint32_t id = 1; id < types_.count(); ++id) {
    const btf::Type& type = types_[id];
    if (type.kind != Kind::kDatasec)
      continue;
    AddRoot({id}, Need::kName);
    for (const btf::VarSecinfo& secinfo : types_.secinfos(type)) {
      if (types_[secinfo.var].kind == Kind::kVar)
        AskForVariable(type.name, secinfo.var);
      else
        Ask(secinfo.var, Need::kShape);
    }
  }
}

void Needs::AskForVariable(std::string_view section, btf::TypeId variable) {
  const btf::Type& type = types_[variable];
  // libbpf compares the type of a kernel's variable with the kernel's, by kind.
  Ask(variable, section == kKernelSymbolSection ? Need::kShape : Need::kWhole);
  if (section == kMapSection)
    AskForMapDefinition(type.type);
  bool is_export =
      section == btf::kExportSection || type.name.starts_with(btf::kForeignExportPrefix);
  const btf::Type& pointer = types_[resolver_.Strip(type.type)];
  if (is_export && pointer.kind == Kind::kPtr)
    Ask(pointer.type, Need::kWhole);
}

// Members are pointers to what they tell: an array of so many elements, the key's type.
// `values` is an array of pointers, to functions or to definitions of inner maps.
void Needs::AskForMapDefinition(btf::TypeId definition) {
  std::vector<btf::TypeId> left = {definition};
  std::set<uint32_t> seen;
  while (!left.empty()) {
    btf::TypeId id = resolver_.Strip(left.back());
    left.pop_back();
    if (!btf::IsRecord(types_[id].kind) || !seen.insert(id.value).second)
      continue;
    for (const btf::Member& member : types_.members(types_[id])) {
      btf::TypeId type = resolver_.Strip(member.type);
      bool is_array = types_[type].kind == Kind::kArray;
      if (is_array)
        type = resolver_.Strip(types_[type].type);
      if (types_[type].kind != Kind::kPtr)
        continue;
      Ask(types_[type].type, Need::kWhole);
      if (is_array)
        left.push_back(types_[type].type);
    }
  }
}

// Of a pointer's target the verifier looks at name and size, and at no more of the context of
// a program.  A subprogram that is verified by itself keeps all that its arguments point to.
void Needs::AskForFunctions(const btf::BtfExt& ext) {
  for (const auto& info : ext.functions) {
    for (const btf::FunctionInfo& record : info.records) {
      const btf::Type& function = types_[record.function];
      AddRoot(record.function, Need::kShape);
      const btf::Type& proto = types_[function.type];
      bool is_verified_alone =
          info.section == kSubprogramSection && function.linkage == kGlobal;
      if (!is_verified_alone || proto.kind != Kind::kFuncProto)
        continue;
      for (const btf::Param& param : types_.params(proto)) {
        const btf::Type& pointer = types_[resolver_.Strip(param.type)];
        if (pointer.kind == Kind::kPtr)
          Ask(pointer.type, Need::kWhole);
      }
    }
  }
}

void Needs::AskForRelocation(const btf::CoreRelocation& relocation) {
  if (btf::IsEnumeratorRelocation(relocation.kind)) {
    btf::Access access = btf::FollowAccess(resolver_, relocation);
    // The typedefs in front of an enum have names that libbpf looks for.
    roots_.push_back(relocation.root);
    accessed_[access.steps[0].of.value].insert(access.steps[0].index);
    return;
  }
  if (btf::IsFieldRelocation(relocation.kind)) {
    btf::Access access = btf::FollowAccess(resolver_, relocation);
    AddRoot(relocation.root, Need::kShape);
    for (const btf::AccessStep& step : access.steps) {
      // An array keeps the type of its elements, whose size counts.
      if (types_[step.of].kind == Kind::kArray)
        Ask(step.of, Need::kShape);
      else
        accessed_[step.of.value].insert(step.index);
    }
    btf::TypeId end = resolver_.Strip(access.end);
    if (btf::IsRecord(types_[end].kind) || btf::IsEnum(types_[end].kind))
      accessed_[end.value];  // kind and size
    else if (types_[end].kind != Kind::kPtr)
      Ask(end, Need::kShape);
    return;
  }
  bool compares_shape = relocation.kind == btf::RelocationKind::kTypeIdTarget ||
                        relocation.kind == btf::RelocationKind::kTypeExists ||
                        relocation.kind == btf::RelocationKind::kTypeSize;
  // A match compares the whole type.  Nobody knows what a local id is for, such as bpf_obj_new
  // or printing, nor what kinds yet to come are for: these keep the whole type as well.
  AddRoot(relocation.root, compares_shape ? Need::kShape : Need::kWhole);
}

void Needs::AskForOthers() {
  for (uint32_t id = 1; id < types_.count(); ++id) {
    const btf::Type& type = types_[id];
    bool is_symbol = type.kind == Kind::kFunc || type.kind == Kind::kVar;
    if (is_symbol && type.linkage == kExtern)
      AddRoot({id}, Need::kShape);
    if (type.kind == Kind::kVar && type.name.starts_with(btf::kForeignExportPrefix)) {
      AddRoot({id}, Need::kName);
      AskForVariable("", {id});
    }
    // Such an integer tells how large a pointer is.
    if (type.kind == Kind::kInt && type.size == 4 && type.name.find("long") != type.name.npos)
      AddRoot({id}, Need::kWhole);
  }
}

void Needs::AddRoot(btf::TypeId id, Need need) {
  roots_.push_back(id);
  Ask(id, need);
}

void Needs::Ask(btf::TypeId id, Need need) {
  std::vector<Request> requests = {{id, need}};
  while (!requests.empty()) {
    Request request = requests.back();
    requests.pop_back();
    if (request.id.is_void() || Has(request.id, request.need))
      continue;
    asked_[request.id.value] |= Bit(request.need);
    PassOn(request.id, request.need, requests);
  }
}

void Needs::PassOn(btf::TypeId id, Need need, std::vector<Request>& requests) {
  const btf::Type& type = types_[id];
  switch (type.kind) {
    case Kind::kPtr:
      requests.push_back({type.type, need == Need::kShape ? Need::kShape : Need::kName});
      break;
    case Kind::kArray:
      // An element has a size, whoever points to the array.
      requests.push_back({type.type, need == Need::kName ? Need::kShape : need});
      break;
    case Kind::kTypeTag:
      // The kernel looks into what it is told to own.
      requests.push_back({type.type, Need::kWhole});
      break;
    case Kind::kTypedef:
    case Kind::kVolatile:
    case Kind::kConst:
    case Kind::kRestrict:
    case Kind::kFunc:
    case Kind::kVar:
      requests.push_back({type.type, need});
      break;
    case Kind::kFuncProto:
      requests.push_back({type.type, Need::kShape});
      for (const btf::Param& param : types_.params(type))
        requests.push_back({param.type, Need::kShape});
      break;
    case Kind::kStruct:
    case Kind::kUnion:
      if (need != Need::kWhole)
        return;
      for (const btf::Member& member : types_.members(type))
        requests.push_back({member.type, Need::kWhole});
      break;
    default:
      break;
  }
  PassOnTags(id, requests);
}

void Needs::PassOnTags(btf::TypeId id, std::vector<Request>& requests) {
  auto named = named_in_tags_.find(id.value);
  if (named == named_in_tags_.end())
    return;
  for (std::string_view name : named->second) {
    for (btf::TypeId record : records_of_name_[name]) {
      roots_.push_back(record);
      requests.push_back({record, Need::kWhole});
    }
    // Once is enough: a stranger's tags may all say the same.
    records_of_name_[name].clear();
  }
}

}  // namespace ecc::shrink

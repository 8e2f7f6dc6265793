#include "btfgen/co_re/relocations.h"

#include <fmt/format.h>

#include <set>
#include <tuple>

#include "btfgen/btf/access.h"
#include "btfgen/btf/reader.h"
#include "btfgen/elf/object.h"
#include "support/error.h"

namespace ecc::co_re {

using btf::RelocationKind;

std::string_view EssentialName(std::string_view name) {
  // The last "___" that stands between other characters; more underlines are no separator.
  for (size_t i = name.size(); i-- > 0;) {
    bool is_separator = i + 5 <= name.size() && name[i] != '_' &&
                        name.substr(i + 1, 3) == "___" && name[i + 4] != '_';
    if (is_separator)
      return name.substr(0, i + 1);
  }
  return name;
}

Relocations::Relocations(std::string_view where, std::string object)
    : object_(std::move(object)) {
  elf::Object file = elf::Read(where, AsBytes(object_));
  const elf::Section* section = file.FindSection(".BTF");
  if (section == nullptr)
    throw Error(InFile(where), "there is no .BTF section", "compile it with clang -g");
  types_ = btf::Read(InFile(where, ".BTF"), section->bytes);
  resolver_.emplace(*types_);
  const elf::Section* ext = file.FindSection(".BTF.ext");
  if (ext == nullptr)
    return;
  btf::RawTypes raw(*types_, section->bytes);
  // Programs ask for the same again and again.
  std::set<std::tuple<btf::RelocationKind, uint32_t, std::string>> seen;
  for (const auto& info :
       btf::ReadBtfExt(InFile(where, ".BTF.ext"), ext->bytes, raw).relocations) {
    for (const btf::CoreRelocation& relocation : info.records) {
      if (seen.emplace(relocation.kind, relocation.root.value, relocation.access).second)
        Add(relocation);
    }
  }
}

void Relocations::Add(const btf::CoreRelocation& relocation) {
  is_empty_ = false;
  // Types without a name are looked for nowhere; libbpf takes such an object only for their
  // ids.
  if (relocation.kind == btf::RelocationKind::kTypeIdLocal ||
      (*types_)[relocation.root].name.empty()) {
    return;
  }
  if (relocation.kind > btf::RelocationKind::kTypeMatches) {
    Place place = types_->where();
    place.part += ".ext";
    throw Error(place,
                fmt::format("the relocation of '{}' at byte {:#x}: its kind {} is not known",
                            btf::Describe((*types_)[relocation.root]), relocation.instruction,
                            static_cast<uint32_t>(relocation.kind)));
  }
  Request& request = requests_.emplace_back();
  request.kind = relocation.kind;
  request.root = relocation.root;
  bool is_enumerator = btf::IsEnumeratorRelocation(relocation.kind);
  if (!is_enumerator && !btf::IsFieldRelocation(relocation.kind))
    return;
  for (const btf::AccessStep& step : btf::FollowAccess(*resolver_, relocation).steps) {
    const btf::Type& type = (*types_)[step.of];
    if (is_enumerator) {
      request.enumerator = types_->enumerators(type)[step.index].name;
    } else if (btf::IsRecord(type.kind)) {
      const btf::Member& member = types_->members(type)[step.index];
      if (!member.name.empty())
        request.steps.push_back({member.name, member.type, 0});
    } else {
      request.steps.push_back({"", {}, step.index});
    }
  }
}

}  // namespace ecc::co_re

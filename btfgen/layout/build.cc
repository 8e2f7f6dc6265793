// The shared types are found from their ends: exported types, keys and values of maps, sections
// of global variables, struct_ops.  Each asks the TypeBuilder for its type, which brings along
// the types that it is made of, so that nothing else of the object's BTF is described.
#include "btfgen/layout/build.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "btfgen/btf/exports.h"
#include "btfgen/layout/check.h"
#include "btfgen/layout/enum_facts.h"
#include "btfgen/layout/kernel_types.h"
#include "btfgen/layout/libc_names.h"
#include "btfgen/layout/map_definitions.h"
#include "btfgen/layout/sections.h"
#include "btfgen/layout/type_builder.h"
#include "support/error.h"

namespace ecc::layout {
namespace {

constexpr std::string_view kInconsistent = "the layout is inconsistent";

using btf::Kind;

class Builder {
 public:
  Builder(const Source& source, const Selection& selection, TypeConsumer* consumer)
      : source_(source),
        selection_(selection),
        consumer_(consumer),
        types_(source.resolver.types()),
        checker_(model_),
        type_builder_(source.resolver, model_, [this](uint32_t i) { FinishRecord(i); }) {
    if (selection.warnings != nullptr)
      type_builder_.AllowOpaque(*selection.warnings);
    if (selection.knowledge != nullptr && selection.knowledge->enumerators)
      type_builder_.AskForEnumerators(selection.knowledge->enumerators);
  }

  Model Build() {
    model_.name = SanitizeIdentifier(source_.name);
    model_.big_endian = types_.byte_order() == std::endian::big;
    if (source_.object != nullptr)
      model_.license = source_.object->license;
    if (selection_.scope == Selection::Scope::kAll)
      BuildEnums();
    if (consumer_ != nullptr)
      consumer_->TakeEnums(model_);
    if (selection_.scope != Selection::Scope::kNamed)
      BuildShared();
    if (selection_.scope == Selection::Scope::kAll)
      BuildAll();
    if (selection_.scope == Selection::Scope::kNamed)
      BuildNamed();
    if (selection_.knowledge != nullptr) {
      model_.constants = NewConstants(model_, selection_.knowledge->constants);
      MarkKernelTypes(model_, *selection_.knowledge);
    }
    checker_.Finish().ThrowIfAny(code::kLayout, types_.where(), kInconsistent);
    return std::move(model_);
  }

 private:
  void BuildShared() {
    BuildExports();
    BuildMaps();
    BuildSections();
    BuildStructOps();
    BuildPrograms();
  }

  void FinishRecord(uint32_t index) {
    checker_.CheckRecord(index);
    if (consumer_ == nullptr)
      return;
    checker_.ThrowIfAny(types_.where(), kInconsistent);
    consumer_->TakeRecord(model_, model_.records[index]);
    DropSlots(model_.records[index]);
  }

  void DropSlots(Record& record) {
    std::vector<Slot> slots = std::move(record.slots);
    for (const Slot& slot : slots) {
      const Field* field = AsField(slot);
      if (field == nullptr || field->type.kind != TypeRef::Kind::kRecord)
        continue;
      Record& inner = model_.records[field->type.index];
      if (inner.role == RecordRole::kInline)
        DropSlots(inner);
    }
    type_builder_.Recycle(std::move(slots));
  }

  // Pointers to exported types stand in a section of ours, or bear another tool's prefix.
  void BuildExports() {
    std::optional<uint32_t> own = types_.FindDatasec(btf::kExportSection);
    if (own) {
      for (const btf::VarSecinfo& secinfo : types_.secinfos(types_[*own]))
        AddExport(secinfo.var);
    }
    for (uint32_t id = 1; id < types_.count(); ++id) {
      if (types_[id].kind == Kind::kVar &&
          types_[id].name.starts_with(btf::kForeignExportPrefix)) {
        AddExport({id});
      }
    }
  }

  void AddExport(btf::TypeId variable) {
    btf::TypeId pointer = source_.resolver.Strip(types_[variable].type);
    if (types_[variable].kind != Kind::kVar || types_[pointer].kind != Kind::kPtr) {
      throw Error(code::kLayout, types_.where(),
                  fmt::format("variable '{}' is no pointer to an exported type",
                              Printable(types_[variable].name)));
    }
    AddExportedType(types_[pointer].type);
  }

  // In shipped objects a ring buffer's "value" is an array of none, which has no size.
  btf::TypeId WithoutDimensions(btf::TypeId id) const {
    btf::TypeId stripped = source_.resolver.Strip(id);
    while (types_[stripped].kind == Kind::kArray) {
      id = types_[stripped].type;
      stripped = source_.resolver.Strip(id);
    }
    return id;
  }

  void AddExportedType(btf::TypeId id) {
    btf::TypeId stripped = source_.resolver.Strip(id);
    const btf::Type& type = types_[stripped];
    if (type.kind == Kind::kFwd) {
      throw Error(code::kNoEventType, types_.where(),
                  fmt::format("'{}' is exported, but never defined", btf::Describe(type)));
    }
    if (!btf::IsRecord(type.kind) && !btf::IsEnum(type.kind))
      return;
    btf::TypeId named = type.name.empty() ? source_.resolver.InnermostTypedef(id) : stripped;
    if (named.is_void() || !exported_.insert(named.value).second)
      return;
    Export exported;
    exported.type = type_builder_.Build(id, "exported type", "");
    exported.name = btf::IsRecord(type.kind) ? model_.records[exported.type.index].name
                                             : model_.enums[exported.type.index].name;
    exported.btf_id = named.value;
    model_.exports.push_back(std::move(exported));
  }

  void BuildMaps() {
    for (const MapDefinition& definition : ReadMapDefinitions(source_.resolver)) {
      Map map = definition.map;
      map.ident = map_idents_.ClaimAsIs(SafeIdentifier(map.name));
      if (!definition.key.is_void()) {
        map.key = type_builder_.Build(definition.key, fmt::format("key of map '{}'", map.ident),
                                      map.ident + "_key");
      }
      if (!definition.value.is_void()) {
        map.value =
            type_builder_.Build(definition.value, fmt::format("value of map '{}'", map.ident),
                                map.ident + "_value");
        // A ring buffer has no values; its "value" is a habit of saying what the events are.
        if (IsEventBuffer(map.type))
          AddExportedType(WithoutDimensions(definition.value));
      }
      for (btf::TypeId inner : definition.inner_types) {
        type_builder_.Build(inner, fmt::format("inner map of '{}'", map.ident),
                            map.ident + "_inner");
      }
      model_.maps.push_back(std::move(map));
    }
  }

  void BuildSections() {
    for (const DataSection& data : ReadDataSections(source_)) {
      if (data.name == kArenaSection) {
        BuildArenaData(data);
        continue;
      }
      Map map;
      map.name = InternalMapName(source_.name, data.name);
      map.ident = map_idents_.Claim(InternalMapIdent(data.name));
      map.type = kMapTypeArray;
      map.key_size = 4;
      map.value_size = static_cast<uint32_t>(data.size);
      map.max_entries = 1;
      map.flags = kMapFlagMmapable;
      if (data.has_variables)
        map.section = BuildSection(data, map.ident);
      model_.maps.push_back(std::move(map));
    }
  }

  uint32_t BuildSection(const DataSection& data, const std::string& ident) {
    Section section;
    section.name = Printable(data.name);
    section.ident = ident;
    section.size = data.size;
    section.file_offset = data.file_offset;
    section.has_bytes = data.has_bytes;
    section.record = type_builder_.BuildSection(ident, data.size, data.variables);
    model_.sections.push_back(std::move(section));
    return static_cast<uint32_t>(model_.sections.size() - 1);
  }

  // Builds the section of the variables that lie in an arena at first: they are data of the
  // program's one arena map.
  void BuildArenaData(const DataSection& data) {
    auto arena = std::find_if(model_.maps.begin(), model_.maps.end(),
                              [](const Map& map) { return map.type == kMapTypeArena; });
    if (arena == model_.maps.end()) {
      throw Error(code::kLayout, types_.where(),
                  "there are variables of an arena, but no arena map");
    }
    if (data.has_variables)
      arena->section = BuildSection(data, InternalMapIdent(data.name));
  }

  void BuildStructOps() {
    for (std::string_view name : kStructOpsSections) {
      std::optional<uint32_t> datasec = types_.FindDatasec(name);
      const elf::Section* section =
          source_.object != nullptr ? source_.object->FindSection(name) : nullptr;
      if (!datasec)
        continue;
      for (const btf::VarSecinfo& secinfo : types_.secinfos(types_[*datasec])) {
        if (section != nullptr) {
          BuildStructOpsMap(*section, secinfo);
        } else if (source_.resolver.IsSized(secinfo.var)) {
          // BTF without its object, as the kernel holds it: there are no initial values.
          type_builder_.Build(types_[secinfo.var].type, "struct_ops", "struct_ops");
        }
      }
    }
  }

  void BuildStructOpsMap(const elf::Section& section, const btf::VarSecinfo& secinfo) {
    const btf::Type& variable = types_[secinfo.var];
    auto fail = [&](std::string_view message) {
      throw Error(code::kLayout, types_.where(),
                  fmt::format("struct_ops '{}' {}", Printable(variable.name), message));
    };
    if (variable.kind != Kind::kVar || !source_.resolver.IsSized(variable.type))
      fail("is no variable with a size");
    Map map;
    map.name = Printable(variable.name);
    map.ident = map_idents_.ClaimAsIs(SafeIdentifier(variable.name));
    map.type = kMapTypeStructOps;
    map.key_size = 4;
    map.value_size = static_cast<uint32_t>(source_.resolver.Size(variable.type));
    map.max_entries = 1;
    std::optional<uint64_t> place = source_.object->FindVariable(section, variable.name);
    if (!place)
      fail("has no symbol");
    if (map.value_size > section.size || *place > section.size - map.value_size)
      fail("ends after its section");
    if (!section.has_bytes)
      fail("has no initial value");
    map.value_file_offset = section.file_offset + *place;
    map.value = type_builder_.Build(variable.type, "struct_ops " + map.name, map.ident);
    if (map.value->kind != TypeRef::Kind::kRecord || !map.value->dims.empty())
      fail("is no struct");
    model_.maps.push_back(std::move(map));
  }

  void BuildPrograms() {
    if (source_.object == nullptr)
      return;
    NameScope idents;
    for (const elf::ProgramSymbol& program : source_.object->programs) {
      model_.programs.push_back({Printable(program.name),
                                 idents.ClaimAsIs(SafeIdentifier(program.name)),
                                 Printable(program.section)});
    }
  }

  // Typedefs first: an enum without a tag takes its name from one.
  void BuildEnums() {
    for (bool of_typedefs : {true, false}) {
      for (uint32_t id = 1; id < types_.count(); ++id) {
        bool is_next = (types_[id].kind == Kind::kTypedef) == of_typedefs &&
                       btf::IsEnum(types_[source_.resolver.Strip({id})].kind) && Names(id);
        if (is_next)
          type_builder_.Define({id});
      }
    }
  }

  void BuildAll() {
    for (uint32_t id = 1; id < types_.count(); ++id) {
      // The enums stand there already.
      if (Names(id) && btf::IsRecord(types_[source_.resolver.Strip({id})].kind))
        type_builder_.Define({id});
    }
  }

  void BuildNamed() {
    for (const std::string& wanted : selection_.names) {
      bool found = false;
      for (uint32_t id = 1; id < types_.count() && !found; ++id) {
        found = Names(id) && wanted.ends_with(types_[id].name) &&
                (types_[id].name == wanted || btf::Describe(types_[id]) == wanted);
        if (found)
          type_builder_.Define({id});
      }
      if (!found) {
        throw Error(types_.where(),
                    fmt::format("there is no struct, union, enum or typedef of one named '{}'",
                                Printable(wanted)));
      }
    }
  }

  // True for what has a name and a layout: tags, enums, typedefs of anonymous ones.
  bool Names(uint32_t id) const {
    const btf::Type& type = types_[id];
    if (btf::IsRecord(type.kind) || btf::IsEnum(type.kind)) {
      return !type.name.empty() || btf::IsEnum(type.kind);
    }
    if (type.kind != Kind::kTypedef)
      return false;
    const btf::Type& target = types_[source_.resolver.Strip({id})];
    return (btf::IsRecord(target.kind) || btf::IsEnum(target.kind)) && target.name.empty() &&
           source_.resolver.InnermostTypedef({id}).value == id;
  }

  const Source& source_;
  const Selection& selection_;
  TypeConsumer* consumer_;
  const btf::Types& types_;
  Model model_;
  Checker checker_;
  TypeBuilder type_builder_;
  NameScope map_idents_;
  std::set<uint32_t> exported_;
};

}  // namespace

Model Build(const Source& source, const Selection& selection) {
  return Builder(source, selection, nullptr).Build();
}

void BuildInto(const Source& source, const Selection& selection, TypeConsumer& consumer) {
  Builder(source, selection, &consumer).Build();
}

}  // namespace ecc::layout

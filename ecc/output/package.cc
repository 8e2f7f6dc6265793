// The package's format is older than this project: keys and their order are those that other
// loaders read.  What is ours stands under "ecc", which they pass over.
#include "ecc/output/package.h"

#include <fmt/format.h>

#include "btfgen/layout/json.h"
#include "btfgen/layout/map_definitions.h"
#include "ecc/output/annotations.h"
#include "support/codec.h"
#include "support/error.h"
#include "support/json.h"
#include "support/version.h"

namespace ecc {
namespace {

using layout::Model;

class SkeletonWriter {
 public:
  SkeletonWriter(const Model& model, const std::map<std::string, std::string>& comments)
      : model_(model), comments_(comments) {}

  Json Write(bool has_event_header) {
    Json skeleton;
    skeleton["obj_name"] = model_.name;
    skeleton["data_sections"] = DataSections();
    skeleton["maps"] = Maps();
    skeleton["progs"] = Programs();
    Json doc = Annotations("LICENSE");
    if (!doc.empty())
      skeleton["doc"] = doc;

    Json meta;
    meta["bpf_skel"] = std::move(skeleton);
    if (has_event_header || !model_.exports.empty())
      meta["export_types"] = ExportTypes();
    meta["eunomia_version"] = kVersion;
    // Ours alone; foreign readers pass over it.
    meta["ecc"] = {{"version", kVersion}, {"layout", layout::ToJson(model_)}};
    return meta;
  }

 private:
  Json Annotations(const std::string& name) const {
    auto found = comments_.find(name);
    return found == comments_.end() ? Json::MakeObject() : ParseAnnotations(found->second);
  }

  // A comment adds keys; those that are there are facts, which no comment changes.
  void Annotate(Json& entry, const std::string& name) const {
    Json annotations = Annotations(name);
    for (const auto& [key, value] : annotations.members()) {
      if (entry.Has(key))
        throw Error(
            code::kComment,
            fmt::format("the comment of '{}' sets '@{}', which the compiler sets", name, key));
      entry[key] = value;
    }
  }

  // Foreign loaders refuse a package that names other sections than these two; what they do
  // not hear of keeps the object's initial values.
  Json DataSections() const {
    Json sections = Json::MakeArray();
    for (const layout::Section& section : model_.sections) {
      if (section.name != ".rodata" && section.name != ".bss")
        continue;
      Json variables = Json::MakeArray();
      for (const layout::Slot& slot : model_.records[section.record].slots) {
        const layout::Field* field = layout::AsField(slot);
        if (field == nullptr || field->is_static)
          continue;
        Json variable = {{"name", field->name}, {"type", field->type.c_type}};
        Annotate(variable, field->name);
        variables.Add(std::move(variable));
      }
      sections.Add({{"name", section.name}, {"variables", std::move(variables)}});
    }
    return sections;
  }

  Json Maps() const {
    Json maps = Json::MakeArray();
    for (const layout::Map& map : model_.maps) {
      Json json = {{"name", map.name}, {"ident", map.ident}};
      if (map.section)
        json["mmaped"] = true;
      Annotate(json, map.name);
      maps.Add(std::move(json));
    }
    return maps;
  }

  Json Programs() const {
    Json programs = Json::MakeArray();
    for (const layout::Program& program : model_.programs) {
      Json json = {{"name", program.name},
                   {"attach", program.section},
                   {"link", !program.section.starts_with('?')}};
      Annotate(json, program.name);
      programs.Add(std::move(json));
    }
    return programs;
  }

  Json ExportTypes() const {
    Json types = Json::MakeArray();
    for (const layout::Export& exported : model_.exports) {
      // An enum has no members to print.
      if (exported.type.kind != layout::TypeRef::Kind::kRecord)
        continue;
      const layout::Record& record = model_.records[exported.type.index];
      Json members = Json::MakeArray();
      for (const layout::Slot& slot : record.slots) {
        const layout::Field* field = layout::AsField(slot);
        if (field != nullptr)
          members.Add({{"name", field->name}, {"type", MemberType(*field)}});
      }
      types.Add({{"members", std::move(members)},
                 {"name", exported.name},
                 {"size", record.size},
                 {"type_id", exported.btf_id}});
    }
    return types;
  }

  // Inline records and enums have one name each in this format.
  std::string MemberType(const layout::Field& field) const {
    if (field.type.kind == layout::TypeRef::Kind::kEnum)
      return "enum";
    bool is_inline = field.type.kind == layout::TypeRef::Kind::kRecord &&
                     model_.records[field.type.index].role == layout::RecordRole::kInline;
    return is_inline ? "composite" : field.type.c_type;
  }

  const Model& model_;
  const std::map<std::string, std::string>& comments_;
};

}  // namespace

Json SkeletonJson(const Model& model, const std::map<std::string, std::string>& comments,
                  bool has_event_header) {
  return SkeletonWriter(model, comments).Write(has_event_header);
}

Json PackageJson(const std::string& object, const std::vector<Variant>& variants,
                 const Json& skeleton) {
  Json package;
  package["bpf_object"] = EncodeObject(object);
  package["bpf_object_size"] = object.size();
  package["meta"] = skeleton;
  for (const Variant& variant : variants) {
    package["variants"][variant.architecture] = {{"bpf_object", EncodeObject(variant.object)},
                                                 {"bpf_object_size", variant.object.size()}};
  }
  return package;
}

Json GuestPackageJson(const std::string& object, const std::string& module,
                      const Json& skeleton) {
  Json package;
  package["bpf_object_size"] = object.size();
  // A linker may have laid it elsewhere than in one piece.
  if (size_t offset = module.find(object); offset != module.npos)
    package["bpf_object_offset"] = offset;
  package["meta"] = skeleton;
  return package;
}

}  // namespace ecc

#include "btfgen/emit/c_subskeleton.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "btfgen/emit/c_types.h"
#include "support/identifier.h"
#include "support/printer.h"
#include "support/template.h"
#include "templates/templates.h"

namespace ecc::emit {
namespace {

using layout::Model;

// A member of the subskeleton, and what of the whole it points to.
struct Pointer {
  std::string type;
  std::string name;
  std::string target;
};

struct Group {
  std::string name;
  std::vector<Pointer> pointers;
};

template <typename List>
auto FindByName(const List& list, const std::string& name) {
  return std::find_if(list.begin(), list.end(),
                      [&](const auto& one) { return one.name == name; });
}

Group Maps(const Model& part, const Model& whole) {
  Group group{"maps", {}};
  for (const layout::Map& map : part.maps) {
    auto found = FindByName(whole.maps, map.name);
    if (!map.section && found != whole.maps.end())
      group.pointers.push_back({"struct bpf_map ", map.ident, "whole->maps." + found->ident});
  }
  return group;
}

Group Programs(const Model& part, const Model& whole) {
  Group group{"progs", {}};
  for (const layout::Program& program : part.programs) {
    auto found = FindByName(whole.programs, program.name);
    if (found != whole.programs.end()) {
      group.pointers.push_back(
          {"struct bpf_program ", program.ident, "whole->progs." + found->ident});
    }
  }
  return group;
}

// The linker puts a library's variables somewhere into the program's section of that name.
Group Variables(const Model& part, const layout::Section& section, const Model& whole) {
  Group group{section.ident, {}};
  auto found = FindByName(whole.sections, section.name);
  if (found == whole.sections.end())
    return group;
  for (const layout::Slot& slot : part.records[section.record].slots) {
    const layout::Field* field = layout::AsField(slot);
    if (field == nullptr || field->is_static)
      continue;
    for (const layout::Slot& other : whole.records[found->record].slots) {
      const layout::Field* same = layout::AsField(other);
      if (same == nullptr || same->is_static || same->name != field->name)
        continue;
      std::string target = "whole->" + found->ident + "->" + same->name;
      std::string type = "__typeof__(((struct " + whole.name + "__" + found->ident + " *)0)->" +
                         same->name + ") ";
      group.pointers.push_back({type, field->name, "&" + target});
    }
  }
  return group;
}

std::string Members(const std::vector<Group>& groups) {
  Printer out;
  auto indent = out.Indent();
  for (const Group& group : groups) {
    out.Line("struct {{");
    for (const Pointer& pointer : group.pointers)
      out.Line("\t{}*{};", pointer.type, pointer.name);
    out.Line("}} {};", group.name);
  }
  return out.Take();
}

std::string Assignments(const std::vector<Group>& groups) {
  Printer out;
  auto indent = out.Indent();
  for (const Group& group : groups) {
    for (const Pointer& pointer : group.pointers)
      out.Line("obj->{}.{} = {};", group.name, pointer.name, pointer.target);
  }
  return out.Take();
}

}  // namespace

std::string CSubskeleton(const Model& part, const Model& whole,
                         const SubskeletonOptions& options) {
  std::vector<Group> groups = {Maps(part, whole), Programs(part, whole)};
  for (const layout::Section& section : part.sections)
    groups.push_back(Variables(part, section, whole));
  std::erase_if(groups, [](const Group& group) { return group.pointers.empty(); });
  return FillTemplate(templates::kSubskeleton, {{"SOURCE", Printable(options.source)},
                                                {"GUARD", IncludeGuard(options.file)},
                                                {"SKELETON", Printable(options.skeleton)},
                                                {"NAME", part.name},
                                                {"WHOLE", whole.name},
                                                {"MEMBERS", Members(groups)},
                                                {"ASSIGNMENTS", Assignments(groups)}});
}

}  // namespace ecc::emit

// The skeleton has libbpf's shape, so that user space written for libbpf compiles: open, load,
// attach, maps, programs and globals by name.  The object's bytes stand in it as one string.
#include "btfgen/emit/c_skeleton.h"

#include "btfgen/emit/c_accessors.h"
#include "btfgen/emit/c_record.h"
#include "btfgen/emit/c_types.h"
#include "support/identifier.h"
#include "support/printer.h"
#include "support/template.h"
#include "templates/templates.h"

namespace ecc::emit {
namespace {

using layout::Model;

// "bootstrap_bpf__rodata", as in bpftool's skeletons.
std::string SectionTag(const Model& model, const layout::Section& section) {
  return model.name + "__" + section.ident;
}

std::string Sections(const Model& model) {
  Printer out;
  NameScope names;
  for (const layout::Section& section : model.sections) {
    const layout::Record& record = model.records[section.record];
    out.Blank();
    out.Line("/* The variables of {}. */", Printable(section.name));
    PrintRecord(out, model, record, SectionTag(model, section));
    PrintAccessors(out, model, record, SectionTag(model, section), names);
  }
  return out.Take();
}

void PrintGroup(Printer& out, const std::vector<std::string>& members, std::string_view name) {
  if (members.empty())
    return;
  out.Line("struct {{");
  for (const std::string& member : members) out.Line("\t{};", member);
  out.Line("}} {};", name);
}

bool IsStructOps(const layout::Map& map) {
  return map.value_file_offset.has_value();
}

std::string Members(const Model& model) {
  std::vector<std::string> maps;
  std::vector<std::string> programs;
  std::vector<std::string> links;
  std::vector<std::string> struct_ops;
  for (const layout::Map& map : model.maps) {
    maps.push_back("struct bpf_map *" + map.ident);
    if (!IsStructOps(map))
      continue;
    links.push_back("struct bpf_link *" + map.ident);
    struct_ops.push_back(SpellElement(model, *map.value) + " *" + map.ident);
  }
  for (const layout::Program& program : model.programs) {
    programs.push_back("struct bpf_program *" + program.ident);
    links.push_back("struct bpf_link *" + program.ident);
  }
  Printer out;
  auto indent = out.Indent();
  PrintGroup(out, maps, "maps");
  PrintGroup(out, struct_ops, "struct_ops");
  PrintGroup(out, programs, "progs");
  PrintGroup(out, links, "links");
  for (const layout::Section& section : model.sections) {
    out.Line("struct {} *{};", SectionTag(model, section), section.ident);
  }
  return out.Take();
}

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      quoted.push_back('\\');
    quoted.push_back(c);
  }
  return quoted + "\"";
}

// The rows that tell the runtime which pointer of the skeleton belongs to which map or
// program, and where a section's variables lie.
std::string Tables(const Model& model) {
  Printer out;
  auto indent = out.Indent();
  for (size_t i = 0; i < model.maps.size(); ++i) {
    const layout::Map& map = model.maps[i];
    out.Line("s->maps[{}].name = {};", i, Quoted(Printable(map.name)));
    out.Line("s->maps[{}].map = &obj->maps.{};", i, map.ident);
    out.Line("s->maps[{}].key_size = {};", i, map.key_size);
    out.Line("s->maps[{}].value_size = {};", i, map.value_size);
    out.Line("s->maps[{}].max_entries = {};", i, map.max_entries);
    out.Line("s->maps[{}].type = {};", i, map.type);
    if (IsStructOps(map)) {
      out.Line("s->maps[{}].link = &obj->links.{};", i, map.ident);
      out.Line("s->maps[{}].mmaped = (void **)&obj->struct_ops.{};", i, map.ident);
      out.Line("s->maps[{}].mmaped_size = {};", i, map.value_size);
      out.Line("s->maps[{}].data_size = {};", i, map.value_size);
      out.Line("s->maps[{}].file_offset = {};", i, *map.value_file_offset);
    }
    if (!map.section)
      continue;
    const layout::Section& section = model.sections[*map.section];
    out.Line("s->maps[{}].section = {};", i, Quoted(Printable(section.name)));
    out.Line("s->maps[{}].mmaped = (void **)&obj->{};", i, section.ident);
    // The record may be longer than the section, to keep its alignment.
    out.Line("s->maps[{}].mmaped_size = sizeof(struct {});", i, SectionTag(model, section));
    out.Line("s->maps[{}].data_size = {};", i, section.size);
    if (section.has_bytes)
      out.Line("s->maps[{}].file_offset = {};", i, section.file_offset);
  }
  for (size_t i = 0; i < model.programs.size(); ++i) {
    const layout::Program& program = model.programs[i];
    out.Line("s->progs[{}].name = {};", i, Quoted(program.name));
    out.Line("s->progs[{}].prog = &obj->progs.{};", i, program.ident);
    out.Line("s->progs[{}].link = &obj->links.{};", i, program.ident);
    out.Line("s->progs[{}].section = {};", i, Quoted(program.section));
  }
  return out.Take();
}

// A string literal: three times smaller to parse than a list of numbers.  Octal escapes end
// after three digits, so that no following digit is drawn in.
std::string StringLiteral(std::string_view bytes) {
  constexpr size_t kBytesPerLine = 24;
  std::string text;
  text.reserve(bytes.size() * 4);
  for (size_t start = 0; start < bytes.size(); start += kBytesPerLine) {
    text += start == 0 ? "\t\t\"" : "\n\t\t\"";
    std::string_view line = bytes.substr(start, kBytesPerLine);
    for (size_t i = 0; i < line.size(); ++i) {
      auto byte = static_cast<unsigned char>(line[i]);
      bool digit_follows = i + 1 < line.size() && line[i + 1] >= '0' && line[i + 1] <= '7';
      if (byte == 0 && !digit_follows) {
        text += "\\0";
      } else if (byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\' && byte != '?') {
        text.push_back(line[i]);
      } else {
        text.push_back('\\');
        for (int shift : {6, 3, 0})
          text.push_back(static_cast<char>('0' + (byte >> shift & 7)));
      }
    }
    text.push_back('"');
  }
  return text.empty() ? "\t\t\"\"" : text;
}

}  // namespace

std::string CSkeleton(const layout::Model& model, std::string_view object_bytes,
                      const SkeletonOptions& options) {
  return FillTemplate(
      templates::kSkeleton,
      {{"SOURCE", Printable(options.source)},
       {"GUARD", IncludeGuard(options.file)},
       {"NAME", model.name},
       {"INCLUDES", options.header.empty() ? "" : "#include " + Quoted(options.header) + "\n"},
       {"SECTIONS", Sections(model)},
       {"MEMBERS", Members(model)},
       {"BYTES", StringLiteral(object_bytes)},
       {"MAP_COUNT", std::to_string(model.maps.size())},
       {"PROG_COUNT", std::to_string(model.programs.size())},
       {"TABLES", Tables(model)}});
}

}  // namespace ecc::emit

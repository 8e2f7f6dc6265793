#include "btfgen/shrink/shrink.h"

#include <fmt/format.h>

#include "btfgen/btf/reader.h"
#include "btfgen/elf/object.h"
#include "btfgen/elf/strip.h"
#include "btfgen/shrink/kept_types.h"
#include "support/error.h"

namespace ecc::shrink {
namespace {

constexpr std::string_view kBtf = ".BTF";
constexpr std::string_view kBtfExt = ".BTF.ext";

// True for a section that libbpf reads neither for itself nor for the kernel.  The values that
// relocations of BTF concern stand in place, or are looked up by name.
bool IsDropped(const elf::SectionFacts& section) {
  bool is_empty_text = section.name == ".text" && section.size == 0;
  return is_empty_text || elf::IsDebugSection(section) || section.name == ".rel.BTF" ||
         section.name == ".rel.BTF.ext";
}

// Static variables are reached by their section; libbpf finds global ones by name.  Those of
// maps and struct_ops keep their names, by which the layout is built.
bool IsDroppedSymbol(const elf::SymbolFacts& symbol) {
  if (!symbol.is_local || symbol.is_function || symbol.is_relocated)
    return false;
  bool is_named_data = symbol.is_object && !symbol.section.starts_with(".rodata") &&
                       !symbol.section.starts_with(".data") &&
                       !symbol.section.starts_with(".bss");
  return !is_named_data;
}

}  // namespace

std::string ShrinkObject(std::string_view where, ByteView object,
                         const ShrinkOptions& options) {
  elf::Object file = elf::Read(where, object);
  const elf::Section* section = file.FindSection(kBtf);
  if (section == nullptr) {
    throw Error(InFile(where), "there is no .BTF section", "compile it with clang -g");
  }
  btf::Types types = btf::Read(InFile(where, ".BTF"), section->bytes);
  btf::Resolver resolver(types);
  btf::RawTypes raw(types, section->bytes);
  btf::BtfExt ext;
  const elf::Section* ext_section = file.FindSection(kBtfExt);
  if (ext_section != nullptr)
    ext = btf::ReadBtfExt(InFile(where, ".BTF.ext"), ext_section->bytes, raw);
  if (!options.keep_lines)
    ext.lines.clear();

  Needs needs(resolver, ext);
  KeptTypes kept(raw, resolver, needs);
  for (auto& info : ext.relocations) {
    for (btf::CoreRelocation& relocation : info.records)
      relocation.access = kept.NewAccess(relocation);
  }
  StringTable strings;
  auto write_ext = [&] {
    return btf::WriteBtfExt(ext, kept.new_ids(), types.byte_order(), strings);
  };
  // The first time for the strings alone.
  kept.WriteTypes(strings);
  write_ext();
  strings.Build();

  elf::RewritePlan plan;
  plan.drops_section = IsDropped;
  plan.drops_symbol = IsDroppedSymbol;
  plan.packs_names = true;
  std::string new_types = kept.WriteTypes(strings);
  if (ext_section != nullptr)
    plan.contents.emplace(kBtfExt, write_ext());
  plan.contents.emplace(kBtf, btf::WriteBtf(new_types, strings.bytes(), types.byte_order()));
  return elf::Rewrite(where, object, plan);
}

}  // namespace ecc::shrink

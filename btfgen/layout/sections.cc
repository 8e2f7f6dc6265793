// A section of global variables is a record like any other: its variables are the members.
// Where they stand is told by the symbol table, since clang leaves the offsets of global
// variables in BTF to the linker; static ones have theirs in BTF.
#include "btfgen/layout/sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "btfgen/btf/exports.h"
#include "btfgen/layout/map_definitions.h"
#include "support/error.h"

namespace ecc::layout {
namespace {

constexpr std::string_view kKconfig = ".kconfig";

// ".data", ".data.hot"; not ".database".
bool IsDataSection(std::string_view name) {
  if (name == kArenaSection)
    return true;
  if (name == btf::kLostSection)
    return false;
  static constexpr auto kPrefixes =
      std::to_array<std::string_view>({".data", ".rodata", ".bss"});
  return std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](std::string_view prefix) {
    return name == prefix || (name.starts_with(prefix) && name[prefix.size()] == '.');
  });
}

class SectionReader {
 public:
  explicit SectionReader(const Source& source)
      : source_(source), types_(source.resolver.types()) {}

  std::vector<DataSection> Read() {
    std::vector<DataSection> sections;
    if (source_.object != nullptr) {
      for (const elf::Section& section : source_.object->sections) {
        if (IsDataSection(section.name) && section.size != 0) {
          sections.push_back(FromObject(section));
        }
      }
    } else {
      for (uint32_t id = 1; id < types_.count(); ++id) {
        // A size of 0: straight from the compiler, and nothing has its place yet.
        bool is_placed = types_[id].kind == btf::Kind::kDatasec && types_[id].size != 0;
        if (is_placed && IsDataSection(types_[id].name)) {
          sections.push_back(FromBtf(types_[id]));
        }
      }
    }
    if (std::optional<uint32_t> kconfig = types_.FindDatasec(kKconfig)) {
      sections.push_back(Kconfig(types_[*kconfig]));
    }
    return sections;
  }

 private:
  DataSection FromObject(const elf::Section& section) {
    DataSection result;
    result.name = section.name;
    result.size = section.size;
    result.file_offset = section.file_offset;
    result.has_bytes = section.has_bytes;
    std::optional<uint32_t> datasec = types_.FindDatasec(section.name);
    if (!datasec)
      return result;
    result.has_variables = true;
    for (const btf::VarSecinfo& secinfo : types_.secinfos(types_[*datasec])) {
      const btf::Type& variable = Variable(secinfo);
      if (variable.name.starts_with(btf::kForeignExportPrefix))
        continue;
      if (IsFragment(secinfo))
        continue;
      uint64_t offset = secinfo.offset;
      // The compiler knows a static variable's place, the linker a global one's.
      if (!IsStatic(variable)) {
        std::optional<uint64_t> symbol = source_.object->FindVariable(section, variable.name);
        if (!symbol) {
          throw Error(code::kLayout, types_.where(),
                      fmt::format("variable '{}' of {} has no symbol", Printable(variable.name),
                                  Printable(section.name)));
        }
        offset = *symbol;
      }
      result.variables.push_back(
          {std::string(variable.name), variable.type, offset, IsStatic(variable)});
    }
    SortByOffset(result);
    return result;
  }

  DataSection FromBtf(const btf::Type& datasec) {
    DataSection result;
    result.name = datasec.name;
    result.size = datasec.size;
    result.has_variables = true;
    for (const btf::VarSecinfo& secinfo : types_.secinfos(datasec)) {
      const btf::Type& variable = Variable(secinfo);
      if (variable.name.starts_with(btf::kForeignExportPrefix))
        continue;
      if (IsFragment(secinfo))
        continue;
      result.variables.push_back(
          {std::string(variable.name), variable.type, secinfo.offset, IsStatic(variable)});
    }
    SortByOffset(result);
    return result;
  }

  // .kconfig exists in no object: libbpf lays it out when it loads one, the most aligned
  // variables first, then the smaller ones, then by name.
  DataSection Kconfig(const btf::Type& datasec) {
    DataSection result;
    result.name = kKconfig;
    result.has_variables = true;
    for (const btf::VarSecinfo& secinfo : types_.secinfos(datasec)) {
      const btf::Type& variable = Variable(secinfo);
      result.variables.push_back({std::string(variable.name), variable.type, 0, false});
    }
    auto rank = [&](const PlacedVariable& variable) {
      return std::tuple(-int64_t{source_.resolver.Alignment(variable.type)},
                        source_.resolver.Size(variable.type), std::string_view(variable.name));
    };
    std::sort(
        result.variables.begin(), result.variables.end(),
        [&](const PlacedVariable& a, const PlacedVariable& b) { return rank(a) < rank(b); });
    for (PlacedVariable& variable : result.variables) {
      uint64_t alignment = source_.resolver.Alignment(variable.type);
      variable.offset = RoundUp(result.size, alignment);
      result.size = variable.offset + source_.resolver.Size(variable.type);
    }
    return result;
  }

  const btf::Type& Variable(const btf::VarSecinfo& secinfo) {
    const btf::Type& variable = types_[secinfo.var];
    if (variable.kind != btf::Kind::kVar || !source_.resolver.IsSized(variable.type)) {
      throw Error(code::kLayout, types_.where(),
                  fmt::format("type {} '{}' is no variable with a size", secinfo.var.value,
                              btf::Describe(variable)));
    }
    return variable;
  }

  // The optimizer takes static records apart and gives each piece the type of the whole.  What
  // a piece holds nobody tells: its bytes count as padding.
  bool IsFragment(const btf::VarSecinfo& secinfo) const {
    const btf::Type& variable = types_[secinfo.var];
    return IsStatic(variable) && secinfo.size != source_.resolver.Size(variable.type);
  }

  static bool IsStatic(const btf::Type& variable) {
    return variable.linkage == static_cast<uint32_t>(btf::Linkage::kStatic);
  }

  // Sorts by offset; a variable without a size comes before others that start at the same
  // place.
  void SortByOffset(DataSection& section) const {
    auto rank = [&](const PlacedVariable& variable) {
      return std::tuple(variable.offset, source_.resolver.Size(variable.type),
                        std::string_view(variable.name));
    };
    std::sort(
        section.variables.begin(), section.variables.end(),
        [&](const PlacedVariable& a, const PlacedVariable& b) { return rank(a) < rank(b); });
  }

  const Source& source_;
  const btf::Types& types_;
};

}  // namespace

std::vector<DataSection> ReadDataSections(const Source& source) {
  return SectionReader(source).Read();
}

}  // namespace ecc::layout

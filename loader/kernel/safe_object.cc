// libbpf was written for objects that its user has compiled.  It takes the last of two sections
// of one name where others take the first, adds offsets that wrap around, copies by the size
// that BTF tells, and looks up the kernel's types without asking whether it has any.  No byte
// of a stranger reaches it unread: whatever is not understood here is left out of the copy or
// refused.
#include "loader/kernel/safe_object.h"

#include <elf.h>
#include <fmt/format.h>
#include <linux/bpf.h>

#include <algorithm>
#include <string_view>

#include "btfgen/btf/btf_ext.h"
#include "btfgen/btf/reader.h"
#include "btfgen/btf/resolver.h"
#include "btfgen/elf/rewrite.h"
#include "btfgen/elf/section_check.h"
#include "btfgen/elf/strip.h"
#include "support/error.h"
#include "support/identifier.h"

namespace ecc::loader {
namespace {

// What the kernel's configuration can answer: a number, or a text in one array.
constexpr uint64_t kMaxConfigValue = 4096;  // bytes
using elf::IsOrBelow;
using elf::kStructOps;
constexpr std::string_view kStructOpsProgram = "struct_ops";

// Relocations of anything else are passed over by libbpf as well.
bool IsRelocated(const elf::Section& section) {
  return section.is_executable || section.name == ".maps" ||
         IsOrBelow(section.name, kStructOps);
}

// Whether BTF, which libbpf believes, tells of the object's data what the object has.
class DataChecker {
 public:
  DataChecker(const std::string& where, const elf::Object& file, const elf::Code& code,
              const btf::Resolver& resolver)
      : where_(where),
        file_(file),
        code_(code),
        types_(resolver.types()),
        resolver_(resolver) {}

  void Check() {
    for (uint32_t id = 1; id < types_.count(); ++id) {
      const btf::Type& type = types_[id];
      if (type.kind != btf::Kind::kDatasec)
        continue;
      if (IsOrBelow(type.name, kStructOps))
        CheckStructOps(type);
      if (type.name == ".maps")
        CheckMaps(type);
      if (type.name == ".kconfig")
        CheckConfiguration(type);
    }
    bool has_struct_ops =
        std::any_of(file_.sections.begin(), file_.sections.end(),
                    [](const auto& section) { return IsOrBelow(section.name, kStructOps); });
    if (has_struct_ops && !HasStructOpsProgram())
      Fail(
          "a value of struct_ops, and no program of SEC(\"struct_ops/...\") that it could name",
          "add the programs, or take the value out");
  }

 private:
  void CheckStructOps(const btf::Type& datasec) {
    const elf::Section* section = file_.FindSection(datasec.name);
    if (section == nullptr || !section->has_bytes)
      Fail(fmt::format("BTF tells of '{}', which has no bytes", Printable(datasec.name)));
    for (const btf::VarSecinfo& variable : types_.secinfos(datasec)) {
      btf::TypeId id = resolver_.Strip(types_[variable.var].type);
      const btf::Type& type = types_[id];
      if (type.kind != btf::Kind::kStruct ||
          uint64_t{variable.offset} + type.size > section->size)
        Fail(fmt::format("BTF places '{}' at {} of '{}', which has {} bytes",
                         Printable(types_[variable.var].name), variable.offset,
                         Printable(datasec.name), section->size));
      CheckMembers(type);
    }
  }

  void CheckMembers(const btf::Type& type) {
    for (const btf::Member& member : types_.members(type)) {
      uint64_t size = resolver_.IsSized(member.type) ? resolver_.Size(member.type) : 0;
      if (member.offset.count / 8 + size > type.size)
        Fail(fmt::format("member '{}' lies outside of {}", Printable(member.name),
                         Printable(Describe(type))));
    }
  }

  // libbpf makes values of struct_ops by their section, and takes for granted that it has
  // where a map has that type.
  void CheckMaps(const btf::Type& datasec) {
    for (const btf::VarSecinfo& variable : types_.secinfos(datasec)) {
      const btf::Type& map = types_[resolver_.Strip(types_[variable.var].type)];
      if (map.kind != btf::Kind::kStruct)
        continue;
      for (const btf::Member& member : types_.members(map)) {
        const btf::Type& pointer = types_[resolver_.Strip(member.type)];
        if (member.name != "type" || pointer.kind != btf::Kind::kPtr)
          continue;
        const btf::Type& number = types_[resolver_.Strip(pointer.type)];
        if (number.kind == btf::Kind::kArray && number.nelems == BPF_MAP_TYPE_STRUCT_OPS)
          Fail(fmt::format("map '{}' is a struct_ops", Printable(types_[variable.var].name)),
               "make it a variable in SEC(\".struct_ops\")");
      }
    }
  }

  // Their places are added up in an int.
  void CheckConfiguration(const btf::Type& datasec) {
    for (const btf::VarSecinfo& variable : types_.secinfos(datasec)) {
      btf::TypeId id = resolver_.Strip(types_[variable.var].type);
      btf::Kind kind = types_[id].kind;
      bool is_value = kind == btf::Kind::kInt || btf::IsEnum(kind) || kind == btf::Kind::kArray;
      if (!is_value || !resolver_.IsSized(id) || resolver_.Size(id) > kMaxConfigValue)
        Fail(fmt::format("'{}' cannot hold an answer of the kernel's configuration",
                         Printable(types_[variable.var].name)));
    }
  }

  bool HasStructOpsProgram() const {
    return std::any_of(code_.functions.begin(), code_.functions.end(),
                       [&](const elf::Function& function) {
                         std::string_view section = function.section_name;
                         if (section.starts_with('?'))
                           section.remove_prefix(1);
                         return section.starts_with(kStructOpsProgram);
                       });
  }

  [[noreturn]] void Fail(std::string_view message, std::string_view help = "") {
    throw Error(code::kBadObject, InFile(where_), message, help);
  }

  const std::string& where_;
  const elf::Object& file_;
  const elf::Code& code_;
  const btf::Types& types_;
  const btf::Resolver& resolver_;
};

// The verifier goes by BTF, whatever the symbols say.  A function counts as static where BTF
// knows one of its name that is, and none that is global and goes by another name than the
// symbols'.
void MarkGlobalFunctions(const btf::Types& types, elf::Code& code) {
  std::set<std::string_view> names;
  for (const elf::Function& function : code.functions) names.insert(function.name);
  std::set<std::string_view> statics;
  std::set<std::string_view> globals;
  bool has_stranger = false;
  for (uint32_t id = 1; id < types.count(); ++id) {
    const btf::Type& type = types[id];
    if (type.kind != btf::Kind::kFunc)
      continue;
    bool is_static = type.linkage == static_cast<uint32_t>(btf::Linkage::kStatic);
    bool is_global = type.linkage == static_cast<uint32_t>(btf::Linkage::kGlobal);
    (is_static ? statics : globals).insert(type.name);
    has_stranger |= is_global && !names.contains(type.name);
  }
  for (elf::Function& function : code.functions)
    function.is_global |=
        has_stranger || !statics.contains(function.name) || globals.contains(function.name);
}

std::string Rewritten(const std::string& where, const std::string& bytes,
                      const elf::Object& file) {
  elf::RewritePlan plan;
  plan.drops_section = [&](const elf::SectionFacts& section) {
    switch (section.type) {
      case SHT_SYMTAB:
      case SHT_STRTAB:
        // Others name what is in them, whatever they are called themselves.
        return false;
      case SHT_PROGBITS:
      case SHT_NOBITS:
        return elf::IsDebugSection(section);
      case SHT_REL: {
        std::string_view target = section.name;
        const elf::Section* relocated =
            target.starts_with(".rel") ? file.FindSection(target.substr(4)) : nullptr;
        return relocated == nullptr || !IsRelocated(*relocated);
      }
      default:
        return true;
    }
  };
  plan.packs_names = true;
  return elf::Rewrite(where, AsBytes(bytes), plan);
}

}  // namespace

SafeObject MakeSafe(const std::string& where, const std::string& bytes) {
  elf::Object original = elf::Read(where, AsBytes(bytes));
  elf::CheckSections(original);
  // The copy is what is checked: what is not in there, libbpf does not see, either.
  SafeObject safe;
  safe.bytes = Rewritten(where, bytes, original);
  elf::Object file = elf::Read(where, AsBytes(safe.bytes));
  safe.code = elf::ReadCode(file, AsBytes(safe.bytes));
  const elf::Section* btf_section = file.FindSection(".BTF");
  if (btf_section == nullptr)
    throw Error(code::kNoBtf, InFile(where), "there is no .BTF section",
                "compile it with clang -g");
  btf::Types types = btf::Read(InFile(where, ".BTF"), btf_section->bytes);
  btf::Resolver resolver(types);
  if (const elf::Section* ext = file.FindSection(".BTF.ext"))
    btf::ReadBtfExt(InFile(where, ".BTF.ext"), ext->bytes,
                    btf::RawTypes(types, btf_section->bytes));
  DataChecker(where, file, safe.code, resolver).Check();
  MarkGlobalFunctions(types, safe.code);
  for (uint32_t id = 1; id < types.count(); ++id)
    safe.has_untrusted_arguments |=
        types[id].kind == btf::Kind::kDeclTag && types[id].name.starts_with("arg:untrusted");
  return safe;
}

void CheckKernelBtf(const std::string& where, const std::string& bytes) {
  btf::Types types = btf::Read(where, AsBytes(bytes));
  btf::Resolver resolver(types);
}

}  // namespace ecc::loader

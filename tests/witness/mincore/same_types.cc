// Whether two BTFs have the same types and members, wherever these stand: kind, name and size;
// members with name, offset, width and type; enumerators with their values.
//   same_types OURS THEIRS        exit code 1 when THEIRS has something that OURS has not, or
//   the
//                                 other way round; both are listed, "-" what OURS lacks
// A pointer is taken for any other one: what it points to libbpf does not look at.
#include <fmt/format.h>

#include <set>

#include "btfgen/btf/reader.h"
#include "btfgen/btf/resolver.h"
#include "support/error.h"
#include "support/files.h"

namespace {

using namespace ecc;

std::string Spell(const btf::Types& types, btf::TypeId id) {
  const btf::Type& type = types[id];
  switch (type.kind) {
    case btf::Kind::kPtr:
      return "*";
    case btf::Kind::kArray:
      return fmt::format("{}[{}]", Spell(types, type.type), type.nelems);
    case btf::Kind::kVolatile:
    case btf::Kind::kConst:
    case btf::Kind::kRestrict:
    case btf::Kind::kTypeTag:
      return fmt::format("{} {}", btf::KindName(type.kind), Spell(types, type.type));
    case btf::Kind::kTypedef:
      return fmt::format("{} = {}", btf::Describe(type), Spell(types, type.type));
    case btf::Kind::kFuncProto: {
      std::string text = "function(";
      for (const btf::Param& param : types.params(type)) text += Spell(types, param.type) + ",";
      return text + ")" + Spell(types, type.type);
    }
    default:
      return btf::Describe(type);
  }
}

// One line for each type, its members in it; equal types are one.
std::multiset<std::string> Lines(const btf::Types& types) {
  std::multiset<std::string> lines;
  for (uint32_t id = 1; id < types.count(); ++id) {
    const btf::Type& type = types[id];
    // Ours are all one.
    if (type.kind == btf::Kind::kPtr)
      continue;
    std::string line =
        fmt::format("{} {} size {}", btf::KindName(type.kind), Spell(types, {id}), type.size);
    if (type.kind == btf::Kind::kInt)
      line +=
          fmt::format(" bits {}+{} encoding {}", type.int_offset, type.int_bits, type.encoding);
    if (btf::IsRecord(type.kind)) {
      for (const btf::Member& member : types.members(type))
        line += fmt::format(" | {} {}@{}:{}", Spell(types, member.type), member.name,
                            member.offset.count, member.bitfield_width);
    }
    if (btf::IsEnum(type.kind)) {
      line += type.kflag ? " signed" : "";
      for (const btf::Enumerator& enumerator : types.enumerators(type))
        line += fmt::format(" | {}={}", enumerator.name, enumerator.value);
    }
    lines.insert(line);
  }
  return lines;
}

int Main(int argc, char** argv) {
  if (argc != 3)
    return 2;
  std::vector<std::multiset<std::string>> lines;
  for (int i = 1; i < 3; ++i) {
    std::string bytes = ReadFile(argv[i]);
    btf::Types types = btf::Read(argv[i], AsBytes(bytes));
    btf::Resolver proven(types);
    lines.push_back(Lines(types));
  }
  bool same = lines[0] == lines[1];
  for (const std::string& line : lines[1]) {
    if (lines[0].count(line) < lines[1].count(line))
      fmt::print("- {}\n", line);
  }
  for (const std::string& line : lines[0]) {
    if (lines[1].count(line) < lines[0].count(line))
      fmt::print("+ {}\n", line);
  }
  fmt::print("{} types\n", lines[0].size());
  return same ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  return ecc::RunMain("same_types", Main, argc, argv);
}

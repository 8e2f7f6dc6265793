#include "btfgen/btf/types.h"

#include <fmt/format.h>

#include <array>

#include "support/identifier.h"

namespace ecc::btf {

std::optional<uint32_t> Types::FindDatasec(std::string_view name) const {
  for (uint32_t id = 1; id < count(); ++id) {
    if (types_[id].kind == Kind::kDatasec && types_[id].name == name)
      return id;
  }
  return std::nullopt;
}

std::string_view KindName(Kind kind) {
  static constexpr std::array<std::string_view, 20> kNames = {
      "VOID", "INT",     "PTR",      "ARRAY",    "STRUCT",   "UNION", "ENUM",
      "FWD",  "TYPEDEF", "VOLATILE", "CONST",    "RESTRICT", "FUNC",  "FUNC_PROTO",
      "VAR",  "DATASEC", "FLOAT",    "DECL_TAG", "TYPE_TAG", "ENUM64"};
  return kNames[static_cast<size_t>(kind)];
}

std::string Describe(const Type& type) {
  std::string name = type.name.empty() ? "<anonymous>" : Printable(type.name);
  switch (type.kind) {
    case Kind::kVoid:
      return "void";
    case Kind::kStruct:
      return "struct " + name;
    case Kind::kUnion:
      return "union " + name;
    case Kind::kEnum:
    case Kind::kEnum64:
      return "enum " + name;
    case Kind::kFwd:
      return (type.kflag ? "union " : "struct ") + name;
    case Kind::kTypedef:
      return "typedef " + name;
    case Kind::kInt:
    case Kind::kFloat:
      return name;
    default:
      return fmt::format("{} {}", KindName(type.kind), name);
  }
}

}  // namespace ecc::btf

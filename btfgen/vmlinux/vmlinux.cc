// C wants a type declared before it is used, and, to hold it by value, defined; a pointer to
// a record needs no more than `struct foo;`.  So the types are walked depth-first: by-value
// uses strongly, pointers weakly, and only a strong visit defines a record.
#include "btfgen/vmlinux/vmlinux.h"

#include <fmt/format.h>

#include <unordered_map>
#include <utility>
#include <vector>

#include "btfgen/btf/spelling.h"
#include "btfgen/vmlinux/natural_layout.h"
#include "support/error.h"
#include "support/identifier.h"
#include "support/printer.h"
#include "support/template.h"
#include "templates/templates.h"

namespace ecc::vmlinux {
namespace {

using btf::Kind;
using btf::TypeId;

// Deeper than any kernel; keeps a stranger's BTF from exhausting the stack.
constexpr unsigned kMaxDepth = 1000;
constexpr unsigned kMaxNesting = 64;
// Anonymous records are spelled out wherever they stand.  A kernel has 100,000 members.
constexpr size_t kMaxLines = 4'000'000;

class VmlinuxPrinter {
 public:
  explicit VmlinuxPrinter(const btf::Resolver& resolver)
      : resolver_(resolver), types_(resolver.types()), states_(types_.count()) {}

  std::string Print() {
    for (uint32_t id = 1; id < types_.count(); ++id) {
      Kind kind = types_[id].kind;
      bool has_tag = btf::IsRecord(kind) || btf::IsEnum(kind);
      if (kind == Kind::kTypedef || (has_tag && !types_[id].name.empty())) {
        Require({id}, Demand::kDefinition);
      }
    }
    // Anonymous enums last: most have been spelled out by their typedef or member by now.
    for (uint32_t id = 1; id < types_.count(); ++id) {
      if (btf::IsEnum(types_[id].kind))
        Require({id}, Demand::kDefinition);
    }
    return out_.Take();
  }

 private:
  enum class Demand { kDeclaration, kDefinition };
  struct State {
    bool is_declared = false;
    bool is_defined = false;
    bool is_open = false;
    std::string name;
  };

  // Prints what must stand before a use of the type.
  void Require(TypeId id, Demand need) {
    if (++depth_ > kMaxDepth)
      throw Error(types_.where(), "types are nested too deep");
    const btf::Type& type = types_[id];
    switch (type.kind) {
      case Kind::kPtr:
        Require(type.type, Demand::kDeclaration);
        break;
      case Kind::kVolatile:
      case Kind::kConst:
      case Kind::kRestrict:
      case Kind::kTypeTag:
        Require(type.type, need);
        break;
      case Kind::kArray:
        // Even a pointer to an array wants the element's size.
        Require(type.type, Demand::kDefinition);
        break;
      case Kind::kFuncProto:
        RequireSignature(type);
        break;
      case Kind::kTypedef:
        RequireTypedef(id, need);
        break;
      case Kind::kStruct:
      case Kind::kUnion:
        RequireRecord(id, need);
        break;
      case Kind::kEnum:
      case Kind::kEnum64:
        RequireEnum(id);
        break;
      case Kind::kFwd:
        DeclareTag(id);
        break;
      default:
        break;
    }
    --depth_;
  }

  void RequireSignature(const btf::Type& proto) {
    Require(proto.type, Demand::kDeclaration);
    for (const btf::Param& param : types_.params(proto))
      Require(param.type, Demand::kDeclaration);
  }

  void RequireTypedef(TypeId id, Demand need) {
    const btf::Type& type = types_[id];
    State& state = states_[id.value];
    if (state.is_open)
      throw Error(types_.where(), fmt::format("'{}' needs itself", btf::Describe(type)));
    if (!state.is_declared) {
      state.is_open = true;
      TypeId target = type.type;
      // The typedef that names an anonymous record is also its definition.
      RequireParts(target, Demand::kDeclaration);
      state.is_open = false;
      state.is_declared = true;
      // BPF's compiler has this one built in, with another size than the kernel's.
      std::string_view name = type.name == "__builtin_va_list" ? "__kernel_va_list" : type.name;
      state.name = ordinary_names_.ClaimAsIs(SanitizeCharacters(name));
      out_.Line("typedef {};", Declare(target, state.name));
      out_.Blank();
    }
    if (need == Demand::kDefinition && !state.is_defined) {
      state.is_defined = true;
      Require(type.type, Demand::kDefinition);
    }
  }

  void RequireRecord(TypeId id, Demand need) {
    const btf::Type& type = types_[id];
    State& state = states_[id.value];
    if (type.name.empty()) {
      if (!std::exchange(state.is_declared, true))
        RequireMembers(id);
      return;
    }
    if (need == Demand::kDeclaration)
      return DeclareTag(id);
    if (state.is_defined || state.is_open)
      return;
    state.is_open = true;
    RequireMembers(id);
    state.is_open = false;
    state.is_defined = true;
    state.is_declared = true;
    NameTag(id);
    out_.Line("{};", Definition(id, 0));
    out_.Blank();
  }

  // An anonymous record stands inside its user, so that only its members must come before.
  void RequireMembers(TypeId id) {
    for (const btf::Member& member : types_.members(types_[id])) {
      RequireParts(member.type, Demand::kDefinition);
    }
  }

  // Like Require, but for a use that spells out anonymous enums and records itself.
  void RequireParts(TypeId id, Demand need) {
    TypeId stripped = id;
    while (btf::IsModifier(types_[stripped].kind)) stripped = types_[stripped].type;
    const btf::Type& type = types_[stripped];
    if (btf::IsEnum(type.kind) && type.name.empty()) {
      // Spelled out by whoever comes first; its enumerators exist once.
      return;
    }
    Require(id, need);
  }

  void RequireEnum(TypeId id) {
    State& state = states_[id.value];
    if (state.is_defined)
      return;
    state.is_defined = true;
    if (!types_[id].name.empty())
      NameTag(id);
    out_.Line("{};", EnumDefinition(id));
    out_.Blank();
  }

  void DeclareTag(TypeId id) {
    State& state = states_[id.value];
    if (state.is_declared)
      return;
    state.is_declared = true;
    NameTag(id);
    out_.Line("{};", TagSpelling(id));
    out_.Blank();
  }

  // A forward declaration and the record that it announces are two types of one name.
  void NameTag(TypeId id) {
    State& state = states_[id.value];
    if (!state.name.empty())
      return;
    const btf::Type& type = types_[id];
    std::string name = SanitizeCharacters(type.name);
    if (type.kind == Kind::kFwd) {
      auto [known, is_new] =
          forward_names_.emplace((type.kflag ? "union " : "struct ") + name, "");
      if (is_new)
        known->second = name;
      state.name = known->second;
      return;
    }
    state.name = tag_names_.ClaimAsIs(name);
  }

  std::string TagSpelling(TypeId id) {
    NameTag(id);
    const btf::Type& type = types_[id];
    bool is_union = type.kind == Kind::kUnion || (type.kind == Kind::kFwd && type.kflag);
    return fmt::format("{} {}",
                       btf::IsEnum(type.kind) ? "enum"
                       : is_union             ? "union"
                                              : "struct",
                       states_[id.value].name);
  }

  std::string SpellBase(TypeId id) {
    const btf::Type& type = types_[id];
    switch (type.kind) {
      case Kind::kTypedef:
        return states_[id.value].name;
      case Kind::kStruct:
      case Kind::kUnion:
        return type.name.empty() ? Definition(id, indent_) : TagSpelling(id);
      case Kind::kEnum:
      case Kind::kEnum64:
        if (!type.name.empty())
          return TagSpelling(id);
        return AnonymousEnum(id);
      case Kind::kFwd:
        return TagSpelling(id);
      default:
        return btf::SpellBase(type);
    }
  }

  // The first use defines the enumerators; a second one takes the integer that they are.
  std::string AnonymousEnum(TypeId id) {
    if (states_[id.value].is_defined)
      return IntegerOf(types_[id]);
    states_[id.value].is_defined = true;
    return EnumDefinition(id);
  }

  static std::string IntegerOf(const btf::Type& type) {
    const char* base = type.size == 1   ? "char"
                       : type.size == 2 ? "short"
                       : type.size == 8 ? "long long"
                                        : "int";
    // Plain char has the sign that the machine gives it.
    const char* sign = !type.kflag ? "unsigned " : type.size == 1 ? "signed " : "";
    return fmt::format("{}{}", sign, base);
  }

  std::string Declare(TypeId id, std::string_view name) {
    return btf::Declare(types_, id, name, btf::Qualifiers::kKeep,
                        [this](TypeId base) { return SpellBase(base); });
  }

  std::string EnumDefinition(TypeId id) {
    const btf::Type& type = types_[id];
    std::string text = type.name.empty() ? "enum" : TagSpelling(id);
    if (type.vlen == 0)
      return text;
    text += " {\n";
    for (const btf::Enumerator& enumerator : types_.enumerators(type)) {
      text += std::string(indent_ + 1, '\t');
      text += ordinary_names_.ClaimAsIs(SanitizeCharacters(enumerator.name)) + " = ";
      text += type.kflag ? fmt::format("{}", static_cast<int64_t>(enumerator.value))
                         : fmt::format("{}", enumerator.value);
      text += type.kind == Kind::kEnum64 ? (type.kflag ? "LL,\n" : "ULL,\n") : ",\n";
    }
    text += std::string(indent_, '\t') + "}";
    // C gives an enum the size of int; kernels have smaller ones.
    if (type.size < 4)
      text += fmt::format(" __attribute__((mode({})))", type.size == 1 ? "byte" : "HI");
    return text;
  }

  std::string Definition(TypeId id, unsigned indent) {
    const btf::Type& type = types_[id];
    NaturalLayout layout(resolver_, id);
    std::string text =
        type.name.empty() ? (type.kind == Kind::kUnion ? "union" : "struct") : TagSpelling(id);
    text += " {\n";
    // Only a pointer to the anonymous record around it nests a type without end.
    if (indent > kMaxNesting)
      throw Error(types_.where(), "anonymous types are nested too deep");
    unsigned outer = indent_;
    indent_ = indent + 1;
    auto add_line = [&](const std::string& line) {
      text += std::string(indent_, '\t') + line + ";\n";
    };
    for (const btf::Member& member : types_.members(type)) {
      if (++lines_ > kMaxLines) {
        throw Error(types_.where(), "too many members: anonymous records multiply");
      }
      for (const std::string& padding : layout.PaddingBefore(member)) add_line(padding);
      std::string name = member.name.empty() ? "" : SanitizeCharacters(member.name);
      std::string line = Declare(member.type, name);
      if (member.bitfield_width != 0)
        line += fmt::format(" : {}", member.bitfield_width);
      add_line(line);
    }
    for (const std::string& padding : layout.PaddingAtEnd()) add_line(padding);
    indent_ = outer;
    text += std::string(indent, '\t') + "}";
    if (layout.is_packed())
      text += " __attribute__((packed))";
    return text;
  }

  const btf::Resolver& resolver_;
  const btf::Types& types_;
  std::vector<State> states_;
  NameScope tag_names_;
  NameScope ordinary_names_;
  std::unordered_map<std::string, std::string> forward_names_;
  Printer out_;
  unsigned indent_ = 0;
  unsigned depth_ = 0;
  size_t lines_ = 0;
};

}  // namespace

std::string Print(const btf::Resolver& resolver) {
  return FillTemplate(templates::kVmlinux, {{"BODY", VmlinuxPrinter(resolver).Print()}});
}

}  // namespace ecc::vmlinux

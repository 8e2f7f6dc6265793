// A C declaration mirrors use: what is nearest to the name binds first, and an array or a
// function binds tighter than a pointer.  So the declarator is built from the inside out
// while the chain of types is followed from the name to the base type, and parentheses are
// needed exactly where a pointer is followed by an array or a function.
#include "btfgen/btf/spelling.h"

#include <fmt/format.h>

#include "support/error.h"
#include "support/identifier.h"

namespace ecc::btf {
namespace {

// The words that make up C's names of integers.
struct IntWords {
  bool is_c = true;  // nothing but such words
  bool is_unsigned = false;
  bool is_signed = false;
  unsigned longs = 0;
  std::string_view base = "int";

  explicit IntWords(std::string_view name) {
    while (!name.empty()) {
      size_t end = name.find(' ');
      std::string_view word = name.substr(0, end);
      name.remove_prefix(end == std::string_view::npos ? name.size() : end + 1);
      if (word == "unsigned") {
        is_unsigned = true;
      } else if (word == "signed") {
        is_signed = true;
      } else if (word == "long") {
        ++longs;
      } else if (word == "char" || word == "short" || word == "__int128" || word == "_Bool") {
        base = word;
      } else if (word == "bool") {
        base = "_Bool";
      } else if (word != "int") {
        is_c = false;
      }
    }
  }

  uint32_t Size() const {
    if (base == "char" || base == "_Bool")
      return 1;
    if (base == "short")
      return 2;
    if (base == "__int128")
      return 16;
    return longs == 0 ? 4 : 8;
  }

  std::string Spell() const {
    std::string_view name = longs == 0 ? base : longs == 1 ? "long" : "long long";
    if (is_unsigned)
      return fmt::format("unsigned {}", name);
    if (is_signed && base == "char")
      return "signed char";
    return std::string(name);
  }
};

class Declarator {
 public:
  Declarator(const Types& types, Qualifiers qualifiers, const BaseSpeller& spell_base)
      : types_(types), qualifiers_(qualifiers), spell_base_(spell_base) {}

  std::string Declare(TypeId id, std::string_view name) {
    std::string declarator(name);
    std::string qualifiers;
    bool after_pointer = false;
    while (true) {
      // Types of pointers may be circular and a function's params a tree: both are cut here.
      if (++steps_ > kMaxSteps)
        FailTooDeep();
      const Type& type = types_[id];
      switch (type.kind) {
        case Kind::kConst:
          AddQualifier(qualifiers, "const");
          break;
        case Kind::kVolatile:
          AddQualifier(qualifiers, "volatile");
          break;
        case Kind::kRestrict:
          AddQualifier(qualifiers, "restrict");
          break;
        case Kind::kTypeTag:
          break;
        case Kind::kPtr:
          declarator =
              fmt::format("*{}{}{}", qualifiers,
                          qualifiers.empty() || declarator.empty() ? "" : " ", declarator);
          qualifiers.clear();
          after_pointer = true;
          break;
        case Kind::kArray:
          if (after_pointer)
            declarator = "(" + declarator + ")";
          declarator += fmt::format("[{}]", type.nelems);
          after_pointer = false;
          break;
        case Kind::kFuncProto:
          if (after_pointer)
            declarator = "(" + declarator + ")";
          declarator += "(" + Params(type) + ")";
          qualifiers.clear();
          after_pointer = false;
          break;
        default: {
          std::string base = spell_base_(id);
          if (!qualifiers.empty())
            base = qualifiers + " " + base;
          bool needs_space = !declarator.empty() && declarator.front() != '[';
          return base + (needs_space ? " " : "") + declarator;
        }
      }
      id = type.type;
    }
  }

 private:
  static constexpr unsigned kMaxSteps = 10'000;
  static constexpr unsigned kMaxNesting = 100;

  void AddQualifier(std::string& qualifiers, std::string_view word) {
    if (qualifiers_ == Qualifiers::kDrop || qualifiers.find(word) != std::string::npos)
      return;
    if (!qualifiers.empty())
      qualifiers += " ";
    qualifiers += word;
  }

  std::string Params(const Type& proto) {
    if (proto.vlen == 0)
      return "void";
    // A function that takes a function that takes a function: on the stack here.
    if (nesting_ == kMaxNesting)
      FailTooDeep();
    ++nesting_;
    std::string text;
    for (const Param& param : types_.params(proto)) {
      if (!text.empty())
        text += ", ";
      // The last param of a variadic function is nameless and void.
      text += param.type.is_void() ? "..." : Declare(param.type, "");
    }
    --nesting_;
    return text;
  }

  [[noreturn]] void FailTooDeep() const {
    throw Error(types_.where(), "a type is too deep to be written in C");
  }

  const Types& types_;
  Qualifiers qualifiers_;
  const BaseSpeller& spell_base_;
  unsigned steps_ = 0;
  unsigned nesting_ = 0;
};

}  // namespace

std::string SpellInt(const Type& type) {
  IntWords words(type.name);
  bool is_bool = (type.encoding & static_cast<uint8_t>(IntEncoding::kBool)) != 0;
  if (words.is_c && words.Size() == type.size && (words.base == "_Bool") == is_bool) {
    return words.Spell();
  }
  if (is_bool && type.size == 1)
    return "_Bool";
  bool is_signed = (type.encoding & static_cast<uint8_t>(IntEncoding::kSigned)) != 0;
  std::string_view prefix = is_signed ? "" : "unsigned ";
  switch (type.size) {
    case 1:
      return is_signed ? "signed char" : "unsigned char";
    case 2:
      return fmt::format("{}short", prefix);
    case 4:
      return fmt::format("{}int", prefix);
    case 8:
      return fmt::format("{}long long", prefix);
    case 16:
      return fmt::format("{}__int128", prefix);
    default:
      // No integer of C has this size; whoever needs the bytes asks for the size.
      return SanitizeIdentifier(type.name);
  }
}

std::string SpellBase(const Type& type) {
  std::string name = type.name.empty() ? "{ ... }" : SanitizeCharacters(type.name);
  switch (type.kind) {
    case Kind::kVoid:
      return "void";
    case Kind::kInt:
      return SpellInt(type);
    case Kind::kStruct:
      return "struct " + name;
    case Kind::kUnion:
      return "union " + name;
    case Kind::kEnum:
    case Kind::kEnum64:
      return "enum " + name;
    case Kind::kFwd:
      return (type.kflag ? "union " : "struct ") + name;
    case Kind::kFloat:
      return type.size == 4 ? "float" : type.size == 8 ? "double" : "long double";
    default:
      return name;
  }
}

std::string Declare(const Types& types, TypeId id, std::string_view name, Qualifiers qualifiers,
                    const BaseSpeller& spell_base) {
  return Declarator(types, qualifiers, spell_base).Declare(id, name);
}

std::string Declare(const Types& types, TypeId id, std::string_view name,
                    Qualifiers qualifiers) {
  return Declare(types, id, name, qualifiers,
                 [&](TypeId base) { return SpellBase(types[base]); });
}

}  // namespace ecc::btf

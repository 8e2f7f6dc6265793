#include "btfgen/support/identifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ecc {
namespace {

// Keywords of C11, C23 and C++20, and the alternative tokens of C++, sorted.
constexpr auto kReserved = std::to_array<std::string_view>({
    "_Alignas",
    "_Alignof",
    "_Atomic",
    "_Bool",
    "_Complex",
    "_Generic",
    "_Imaginary",
    "_Noreturn",
    "_Static_assert",
    "_Thread_local",
    "alignas",
    "alignof",
    "and",
    "and_eq",
    "asm",
    "auto",
    "bitand",
    "bitor",
    "bool",
    "break",
    "case",
    "catch",
    "char",
    "char16_t",
    "char32_t",
    "char8_t",
    "class",
    "co_await",
    "co_return",
    "co_yield",
    "compl",
    "concept",
    "const",
    "const_cast",
    "consteval",
    "constexpr",
    "constinit",
    "continue",
    "decltype",
    "default",
    "delete",
    "do",
    "double",
    "dynamic_cast",
    "else",
    "enum",
    "explicit",
    "export",
    "extern",
    "false",
    "float",
    "for",
    "friend",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "mutable",
    "namespace",
    "new",
    "noexcept",
    "not",
    "not_eq",
    "nullptr",
    "operator",
    "or",
    "or_eq",
    "private",
    "protected",
    "public",
    "register",
    "reinterpret_cast",
    "requires",
    "restrict",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "static_assert",
    "static_cast",
    "struct",
    "switch",
    "template",
    "this",
    "thread_local",
    "throw",
    "true",
    "try",
    "typedef",
    "typeid",
    "typename",
    "typeof",
    "typeof_unqual",
    "union",
    "unsigned",
    "using",
    "virtual",
    "void",
    "volatile",
    "wchar_t",
    "while",
    "xor",
    "xor_eq",
});
static_assert(std::is_sorted(kReserved.begin(), kReserved.end()));

// Not <cctype>: what is a letter must not depend on the locale.
constexpr bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool IsWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || IsDigit(c);
}

}  // namespace

std::string SanitizeCharacters(std::string_view name) {
  std::string result(name);
  std::replace_if(
      result.begin(), result.end(), [](char c) { return !IsWordCharacter(c); }, '_');
  if (result.empty() || IsDigit(result.front()))
    result.insert(result.begin(), '_');
  return result;
}

std::string SanitizeIdentifier(std::string_view name) {
  std::string result = SanitizeCharacters(name);
  if (std::binary_search(kReserved.begin(), kReserved.end(), std::string_view(result))) {
    result.push_back('_');
  }
  return result;
}

bool IsIdentifier(std::string_view name) {
  return !name.empty() && SanitizeIdentifier(name) == name;
}

std::string Printable(std::string_view name) {
  constexpr size_t kLongest = 200;
  std::string result;
  for (char c : name.substr(0, kLongest)) {
    if (c < ' ' || c > '~' || c == '\\' || c == '\'') {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      result.push_back(c);
    }
  }
  if (name.size() > kLongest)
    result += "…";
  return result;
}

std::string NameScope::Claim(std::string_view name) {
  return ClaimAsIs(SanitizeIdentifier(name));
}

std::string NameScope::ClaimAsIs(std::string wanted) {
  auto [entry, is_new] = taken_.emplace(wanted, 1);
  if (is_new)
    return wanted;
  while (true) {
    std::string candidate = fmt::format("{}___{}", wanted, ++entry->second);
    if (!taken_.contains(candidate)) {
      // The iterator of `entry` may not survive this insertion; it is not used again.
      taken_.emplace(candidate, 1);
      return candidate;
    }
  }
}

}  // namespace ecc

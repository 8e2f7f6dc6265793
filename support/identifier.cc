// Names come from strangers' objects and end up in C, in C++ and on terminals.  One set of
// rules makes identifiers of them, one makes them printable, and a scope gives each out once,
// as libbpf does.
#include "support/identifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

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

constexpr bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// Where the words that begin with a character, or with a greater one, start.
constexpr auto kFirstReserved = [] {
  std::array<uint8_t, 129> starts{};
  size_t position = 0;
  for (size_t c = 0; c < starts.size(); ++c) {
    while (position < kReserved.size() && static_cast<size_t>(kReserved[position].front()) < c)
      ++position;
    starts[c] = static_cast<uint8_t>(position);
  }
  return starts;
}();

// Every name is asked about, and hardly one is reserved.
bool IsReserved(std::string_view name) {
  auto first = static_cast<unsigned char>(name.front());
  if (first >= 128)
    return false;
  for (size_t i = kFirstReserved[first]; i < kFirstReserved[first + 1]; ++i) {
    if (kReserved[i] == name)
      return true;
  }
  return false;
}

constexpr auto kIsWord = [] {
  std::array<bool, 256> table{};
  for (size_t c = 0; c < table.size(); ++c) table[c] = IsWordCharacter(static_cast<char>(c));
  return table;
}();

bool HasIdentifierCharacters(std::string_view name) {
  return !name.empty() && !IsDigit(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return kIsWord[static_cast<unsigned char>(c)]; });
}

}  // namespace

std::string SanitizeCharacters(std::string_view name) {
  std::string result(name);
  if (HasIdentifierCharacters(name))
    return result;
  std::replace_if(
      result.begin(), result.end(), [](char c) { return !IsWordCharacter(c); }, '_');
  if (result.empty() || IsDigit(result.front()))
    result.insert(result.begin(), '_');
  return result;
}

std::string SanitizeIdentifier(std::string_view name) {
  std::string result = SanitizeCharacters(name);
  if (IsReserved(result))
    result.push_back('_');
  return result;
}

bool IsIdentifier(std::string_view name) {
  return HasIdentifierCharacters(name) && !IsReserved(name);
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
  if (!Has(wanted)) {
    Add(wanted);
    return wanted;
  }
  unsigned& number = numbers_.try_emplace(wanted, 1).first->second;
  while (true) {
    std::string candidate = fmt::format("{}___{}", wanted, ++number);
    if (!Has(candidate)) {
      Add(candidate);
      return candidate;
    }
  }
}

void NameScope::Reserve(std::string_view name) {
  if (!Has(name))
    Add(name);
}

bool NameScope::Has(std::string_view name) const {
  if (!table_.empty()) {
    size_t slot = std::hash<std::string_view>()(name) % table_.size();
    for (; table_[slot] != 0; slot = (slot + 1) % table_.size()) {
      if (At(table_[slot] - 1) == name)
        return true;
    }
    return false;
  }
  for (size_t at = names_.find(name); at != names_.npos; at = names_.find(name, at + 1)) {
    bool starts = at == 0 || names_[at - 1] == '\0';
    if (starts && names_[at + name.size()] == '\0')
      return true;
  }
  return false;
}

void NameScope::Add(std::string_view name) {
  size_t start = names_.size();
  if (start == 0)
    names_.reserve(kFewBytes);
  names_ += name;
  names_ += '\0';
  ++count_;
  if (names_.size() <= kFewBytes)
    return;
  if (count_ * 2 <= table_.size())
    return Enter(start);
  table_.assign(count_ * 4, 0);
  for (start = 0; start < names_.size(); start += At(start).size() + 1) Enter(start);
}

void NameScope::Enter(size_t start) {
  size_t slot = std::hash<std::string_view>()(At(start)) % table_.size();
  while (table_[slot] != 0) slot = (slot + 1) % table_.size();
  table_[slot] = static_cast<uint32_t>(start + 1);
}

}  // namespace ecc

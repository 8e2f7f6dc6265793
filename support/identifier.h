// Names that are safe to print into C and C++.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ecc {

// True for what C's identifiers are made of.  Not <cctype>: it must not depend on the locale.
constexpr bool IsWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
}

// Makes a C identifier of a stranger's name: every byte that C does not allow becomes
// '_', a leading digit gets one in front, a word reserved in C or C++ one behind.
std::string SanitizeIdentifier(std::string_view name);

// Makes an identifier of a name as SanitizeIdentifier does, but without regard to reserved
// words: for C that only a BPF program includes, where a kernel's own name must stay as it is.
std::string SanitizeCharacters(std::string_view name);

// True for what SanitizeIdentifier would leave as it is.
bool IsIdentifier(std::string_view name);

// A stranger's name for a message: control characters, quotes, backslashes and bytes
// outside ASCII are written as \xNN, long names are cut.
std::string Printable(std::string_view name);

// A set of names in which each is given out once.
class NameScope {
 public:
  // Claims `name`, or, when it is taken, `name___2`, `name___3`… as libbpf does for
  // types that share a name.  The result is an identifier.
  std::string Claim(std::string_view name);
  // Claims a name that has been sanitised already.
  std::string ClaimAsIs(std::string name);

  // Takes a name out of circulation.
  void Reserve(std::string_view name);
  bool Has(std::string_view name) const;

 private:
  // Most scopes are the members of one record: these few are found fastest by reading all.
  static constexpr size_t kFewBytes = 512;

  void Add(std::string_view name);
  void Enter(size_t start);
  std::string_view At(size_t start) const { return names_.c_str() + start; }

  std::string names_;  // each with a NUL behind it
  size_t count_ = 0;
  // Of many names, a hash table: where each starts in names_, plus one; 0 is free.
  std::vector<uint32_t> table_;
  // The last number that was given to each name that was asked for more than once.
  std::unordered_map<std::string, unsigned> numbers_;
};

}  // namespace ecc

// A table of NUL-ended strings as ELF and BTF have it, as small as it can be.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace ecc {

// Equal strings are stored once, and a string that another one ends with lies inside that:
// "pid" in "tgpid".  The table does not depend on the order in which strings come.
class StringTable {
 public:
  // Before Build: remembers the string and returns 0.  Afterwards: where it stands.  So whoever
  // writes records that hold strings writes them twice, the first time for the strings alone.
  uint32_t Place(std::string_view text);
  void Build();

  // Only after Build.
  const std::string& bytes() const { return bytes_; }

 private:
  std::map<std::string, uint32_t, std::less<>> offsets_;
  std::string bytes_;  // empty before Build
};

}  // namespace ecc

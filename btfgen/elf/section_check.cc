#include "btfgen/elf/section_check.h"

#include <fmt/format.h>

#include <set>

#include "btfgen/elf/strip.h"
#include "support/error.h"
#include "support/identifier.h"

namespace ecc::elf {
namespace {

// libbpf keeps sizes of sections and their sums in 32 bits.
constexpr uint64_t kMaxSection = 1 << 30;  // bytes

bool IsBelieved(std::string_view section) {
  return section == ".BTF" || section == ".BTF.ext" || section == ".maps" ||
         IsOrBelow(section, kStructOps);
}

}  // namespace

bool IsOrBelow(std::string_view name, std::string_view section) {
  return name.starts_with(section) &&
         (name.size() == section.size() || name[section.size()] == '.');
}

void CheckSections(const Object& object) {
  Place where = InFile(object.where);
  std::set<std::string_view> names;
  for (const Section& section : object.sections) {
    if (section.index == 0 || IsDebugSection({section.name, 0, section.size}))
      continue;
    if (section.size > kMaxSection)
      throw Error(
          code::kBadObject, where,
          fmt::format("section '{}' has {} bytes", Printable(section.name), section.size));
    if (!names.insert(section.name).second)
      throw Error(code::kBadObject, where,
                  fmt::format("there are two sections '{}'", Printable(section.name)));
    if (section.is_executable && IsBelieved(section.name))
      throw Error(code::kBadObject, where,
                  fmt::format("'{}' claims to be code", Printable(section.name)));
    if (section.name == ".maps" && !section.has_bytes)
      throw Error(code::kBadObject, where, "'.maps' has no bytes");
  }
}

}  // namespace ecc::elf

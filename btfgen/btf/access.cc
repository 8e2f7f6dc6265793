// A relocation tells its field as "0:3:1": an element of an array of roots, the third member of
// its record, the first of that one's.  The numbers are a stranger's, and each is held against
// the type that the ones before lead to.
#include "btfgen/btf/access.h"

#include <fmt/format.h>

#include <charconv>

#include "support/error.h"
#include "support/identifier.h"

namespace ecc::btf {
namespace {

using btf::Kind;

// As many as libbpf follows.
constexpr size_t kMaxNumbers = 64;

class Follower {
 public:
  Follower(const btf::Resolver& resolver, const CoreRelocation& relocation)
      : resolver_(resolver), types_(resolver.types()), relocation_(relocation) {}

  Access Follow() {
    std::vector<uint32_t> numbers = ParseNumbers();
    Access access;
    access.end = relocation_.root;
    if (IsEnumeratorRelocation(relocation_.kind)) {
      if (numbers.size() != 1 || !btf::IsEnum(types_[Here(access)].kind))
        Fail("is not one enumerator of an enum");
      Step(access, numbers[0]);
      return access;
    }
    access.root_index = numbers[0];
    for (size_t i = 1; i < numbers.size(); ++i) Step(access, numbers[i]);
    return access;
  }

 private:
  std::vector<uint32_t> ParseNumbers() {
    std::vector<uint32_t> numbers;
    const std::string& text = relocation_.access;
    const char* end = text.data() + text.size();
    const char* next = text.data();
    while (true) {
      uint32_t& number = numbers.emplace_back();
      auto [after, error] = std::from_chars(next, end, number);
      if (error != std::errc() || numbers.size() > kMaxNumbers)
        Fail("is no list of numbers");
      if (after == end)
        return numbers;
      if (*after != ':')
        Fail("is no list of numbers");
      next = after + 1;
    }
  }

  btf::TypeId Here(const Access& access) const { return resolver_.Strip(access.end); }

  void Step(Access& access, uint32_t index) {
    btf::TypeId here = Here(access);
    const btf::Type& type = types_[here];
    bool is_counted = btf::IsRecord(type.kind) || btf::IsEnum(type.kind);
    if (is_counted && index >= type.vlen)
      Fail(fmt::format("leads to position {} of '{}', which has {}", index, btf::Describe(type),
                       type.vlen));
    access.steps.push_back({here, index});
    if (btf::IsRecord(type.kind)) {
      access.end = types_.members(type)[index].type;
    } else if (type.kind == Kind::kArray) {
      access.end = type.type;
    } else if (!btf::IsEnum(type.kind) || IsFieldRelocation(relocation_.kind)) {
      Fail(fmt::format("leads into '{}', which has no members", btf::Describe(type)));
    }
  }

  [[noreturn]] void Fail(std::string_view message) const {
    Place place = types_.where();
    place.part += ".ext";
    throw Error(place,
                fmt::format("the relocation of '{}' at byte {:#x}: the access '{}' {}",
                            btf::Describe(types_[relocation_.root]), relocation_.instruction,
                            Printable(relocation_.access), message));
  }

  const btf::Resolver& resolver_;
  const btf::Types& types_;
  const CoreRelocation& relocation_;
};

}  // namespace

bool IsFieldRelocation(RelocationKind kind) {
  return kind <= RelocationKind::kFieldRightShift;
}

bool IsEnumeratorRelocation(RelocationKind kind) {
  return kind == RelocationKind::kEnumeratorExists || kind == RelocationKind::kEnumeratorValue;
}

Access FollowAccess(const btf::Resolver& resolver, const CoreRelocation& relocation) {
  return Follower(resolver, relocation).Follow();
}

}  // namespace ecc::btf

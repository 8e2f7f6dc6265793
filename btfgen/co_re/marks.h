// Which types of a kernel's somebody looks at, and how far.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "btfgen/btf/raw_types.h"

namespace ecc::co_re {

// How far a type is looked into.  Records have the members that are marked by themselves, and
// enums all of theirs.
enum class Depth : uint8_t {
  kValue,           // what it is made of; of a pointer, that it is one
  kThroughPointer,  // what it points to as well
  kMembers,         // records with all their members, but behind pointers
  kMembersBehind,   // the same from behind a pointer
};

class Marks {
 public:
  // `kernel` must outlive this.
  explicit Marks(const btf::RawTypes& kernel)
      : kernel_(kernel), depths_(kernel.types().count()) {}

  void Mark(btf::TypeId id, Depth depth);
  // The member itself; its type is marked by value.
  void MarkMember(btf::TypeId record, uint32_t position);

  bool Has(btf::TypeId id) const { return depths_[id.value] != 0; }
  bool HasMember(btf::TypeId record, uint32_t position) const;
  // Whether what a pointer points to matters.
  bool FollowsPointer(btf::TypeId id) const {
    return (depths_[id.value] & ~Bit(Depth::kValue)) != 0;
  }

 private:
  struct Visit {
    btf::TypeId id;
    Depth depth;
  };

  static constexpr uint8_t Bit(Depth depth) {
    return static_cast<uint8_t>(1u << static_cast<unsigned>(depth));
  }
  void PassOn(const Visit& visit, std::vector<Visit>& left);

  const btf::RawTypes& kernel_;
  std::vector<uint8_t> depths_;  // bits of Depth, by id
  std::map<uint32_t, std::set<uint32_t>> members_;
};

}  // namespace ecc::co_re

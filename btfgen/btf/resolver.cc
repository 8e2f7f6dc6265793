// Sizes and alignments follow from other types, along chains that a stranger can make as long
// as the file, or closed to a ring.  All of them are computed once, without recursion, before
// anybody asks; a ring is refused then.
#include "btfgen/btf/resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "support/error.h"

namespace ecc::btf {
namespace {

constexpr uint64_t kMaxSize = UINT32_MAX - 1;

// The alignment of a scalar: the largest power of two that divides its size, which for
// the usual sizes is the size.
uint8_t ScalarAlignment(uint32_t size) {
  return static_cast<uint8_t>(std::clamp(size & (~size + 1), 1u, 16u));
}

// BTF does not tell the size of a pointer.  Where Linux and BPF run it is that of `long`, which
// a 32-bit kernel's BTF has with 4 bytes.
uint8_t PointerSize(const Types& types) {
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"long", "long int", "int long", "unsigned long", "long unsigned", "unsigned long int",
       "unsigned int long", "long unsigned int", "long int unsigned", "int unsigned long",
       "int long unsigned"});
  for (uint32_t id = 1; id < types.count(); ++id) {
    const Type& type = types[id];
    if (type.kind == Kind::kInt && (type.size == 4 || type.size == 8) &&
        std::find(kNames.begin(), kNames.end(), type.name) != kNames.end()) {
      return static_cast<uint8_t>(type.size);
    }
  }
  return 8;
}

}  // namespace

Resolver::Resolver(const Types& types)
    : types_(types),
      pointer_size_(PointerSize(types)),
      facts_(types.count()),
      states_(types.count(), State::kNew) {
  for (uint32_t id = 0; id < types_.count(); ++id) {
    if (states_[id] == State::kNew)
      Resolve(id);
  }
  states_ = {};
  stack_ = {};
}

void Resolver::Resolve(uint32_t root) {
  stack_.push_back({root});
  states_[root] = State::kOpen;
  while (!stack_.empty()) {
    Frame& frame = stack_.back();
    TypeId child = Child(types_[frame.id], frame.next_child++);
    if (child.is_void()) {
      facts_[frame.id] = Compute(frame.id);
      states_[frame.id] = State::kDone;
      stack_.pop_back();
    } else if (states_[child.value] == State::kOpen) {
      throw Error(types_.where(), fmt::format("type {} '{}' contains itself", child.value,
                                              Describe(types_[child])));
    } else if (states_[child.value] == State::kNew) {
      states_[child.value] = State::kOpen;
      stack_.push_back({child.value});
    }
  }
}

TypeId Resolver::Child(const Type& type, uint32_t n) const {
  switch (type.kind) {
    case Kind::kTypedef:
    case Kind::kVolatile:
    case Kind::kConst:
    case Kind::kRestrict:
    case Kind::kTypeTag:
    case Kind::kArray:
    case Kind::kVar:
      return n == 0 ? type.type : TypeId{};
    case Kind::kStruct:
    case Kind::kUnion:
      // A void member stops the walk; Build refuses it with its name.
      return n < type.vlen ? types_.members(type)[n].type : TypeId{};
    default:
      return {};
  }
}

Resolver::Facts Resolver::Compute(uint32_t id) const {
  const Type& type = types_[id];
  Facts facts;
  facts.stripped = {id};
  switch (type.kind) {
    case Kind::kInt:
    case Kind::kFloat:
    case Kind::kEnum:
    case Kind::kEnum64:
      facts.size = type.size;
      facts.alignment = ScalarAlignment(type.size);
      break;
    case Kind::kPtr:
      facts.size = pointer_size_;
      facts.alignment = pointer_size_;
      break;
    case Kind::kArray: {
      const Facts& element = facts_[type.type.value];
      facts.alignment = element.alignment;
      if (element.size == kUnsized)
        break;
      if (element.size != 0 && type.nelems > kMaxSize / element.size) {
        throw Error(
            types_.where(),
            fmt::format("type {}: an array of {} elements of {} bytes takes 4 GiB or more", id,
                        type.nelems, element.size));
      }
      facts.size = element.size * type.nelems;
      break;
    }
    case Kind::kStruct:
    case Kind::kUnion:
      facts.size = type.size;
      facts.alignment = RecordAlignment(type);
      break;
    case Kind::kTypedef:
      facts = facts_[type.type.value];
      if (facts.innermost_typedef.is_void())
        facts.innermost_typedef = {id};
      break;
    case Kind::kVolatile:
    case Kind::kConst:
    case Kind::kRestrict:
    case Kind::kTypeTag:
      facts = facts_[type.type.value];
      break;
    case Kind::kVar:
      facts = facts_[type.type.value];
      facts.stripped = {id};
      break;
    default:
      break;
  }
  return facts;
}

// BTF does not say that a record is packed.  It is when a member does not stand where
// its type wants it, or when the size is no multiple of the alignment.
uint8_t Resolver::RecordAlignment(const Type& type) const {
  uint8_t alignment = 1;
  for (const Member& member : types_.members(type)) {
    uint8_t wanted = facts_[member.type.value].alignment;
    bool is_bitfield = member.bitfield_width != 0;
    if (!is_bitfield && member.offset.count % (uint64_t{wanted} * 8) != 0)
      return 1;
    alignment = std::max(alignment, wanted);
  }
  return type.size % alignment == 0 ? alignment : 1;
}

}  // namespace ecc::btf

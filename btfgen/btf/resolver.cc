#include "btfgen/btf/resolver.h"

#include <fmt/format.h>

#include <algorithm>

#include "btfgen/support/error.h"

namespace ecc::btf {
namespace {

constexpr uint32_t kPointerSize = 8;  // BPF's, whatever the kernel's
constexpr uint64_t kMaxSize = uint64_t{1} << 32;

// The alignment of a scalar: the largest power of two that divides its size, which for
// the usual sizes is the size.
uint32_t ScalarAlignment(uint32_t size) {
  return std::clamp(size & (~size + 1), 1u, 16u);
}

}  // namespace

Resolver::Resolver(const Types& types)
    : types_(types), facts_(types.count()), states_(types.count(), State::kNew) {
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
      throw Error(fmt::format("{}: type {} '{}' contains itself", types_.where(), child.value,
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
      facts.size = kPointerSize;
      facts.alignment = kPointerSize;
      break;
    case Kind::kArray: {
      const Facts& element = facts_[type.type.value];
      facts.alignment = element.alignment;
      if (element.size == kUnsized)
        break;
      if (element.size != 0 && type.nelems > kMaxSize / element.size) {
        throw Error(
            fmt::format("{}: type {}: an array of {} elements of {} bytes is larger than 4 GiB",
                        types_.where(), id, type.nelems, element.size));
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
uint32_t Resolver::RecordAlignment(const Type& type) const {
  uint32_t alignment = 1;
  for (const Member& member : types_.members(type)) {
    uint32_t wanted = facts_[member.type.value].alignment;
    bool is_bitfield = member.bitfield_width != 0;
    if (!is_bitfield && member.offset.count % (uint64_t{wanted} * 8) != 0)
      return 1;
    alignment = std::max(alignment, wanted);
  }
  return type.size % alignment == 0 ? alignment : 1;
}

}  // namespace ecc::btf

// The properties of types: size in bytes, alignment, the type behind the typedefs.
#pragma once

#include <cstdint>
#include <vector>

#include "btfgen/btf/types.h"

namespace ecc::btf {

// Proves at construction that no type contains itself and that no chain of typedefs
// and qualifiers is a circle, and answers in constant time afterwards.  Works without
// recursion: a stranger's chain may be a million types long.
class Resolver {
 public:
  // Throws Error for a circle or for an array of 4 GiB.  `types` must outlive this.
  explicit Resolver(const Types& types);

  const Types& types() const { return types_; }

  // False for void, functions, forward declarations and arrays of these.
  bool IsSized(TypeId id) const { return facts_[id.value].size != kUnsized; }
  // Bytes; only for a sized type.
  uint64_t Size(TypeId id) const { return facts_[id.value].size; }
  // Bytes, as a BPF compiler aligns it; 1 for a record that BTF shows to be packed.
  uint32_t Alignment(TypeId id) const { return facts_[id.value].alignment; }
  // The type behind typedefs, qualifiers and tags.
  TypeId Strip(TypeId id) const { return facts_[id.value].stripped; }
  // The innermost typedef in front of `id`'s stripped type; void when there is none.
  // It is the one that names an anonymous record: `typedef struct { … } event_t;`.
  TypeId InnermostTypedef(TypeId id) const { return facts_[id.value].innermost_typedef; }

 private:
  static constexpr uint32_t kUnsized = UINT32_MAX;

  struct Facts {
    uint32_t size = kUnsized;
    TypeId stripped;
    TypeId innermost_typedef;
    uint8_t alignment = 1;
  };
  enum class State : uint8_t { kNew, kOpen, kDone };
  struct Frame {
    uint32_t id;
    uint32_t next_child = 0;
  };

  void Resolve(uint32_t root);
  // The n-th type that `type` contains by value or stands for; void when there are no more.
  TypeId Child(const Type& type, uint32_t n) const;
  Facts Compute(uint32_t id) const;
  uint8_t RecordAlignment(const Type& type) const;

  const Types& types_;
  uint8_t pointer_size_;  // bytes: 8 for BPF and 64-bit kernels, 4 for 32-bit ones
  std::vector<Facts> facts_;
  std::vector<State> states_;
  std::vector<Frame> stack_;
};

}  // namespace ecc::btf

// Sizes and positions in bits.
#pragma once

#include <compare>
#include <cstdint>

namespace ecc {

// The next multiple of `alignment`, in whatever unit both are.
constexpr uint64_t RoundUp(uint64_t value, uint64_t alignment) {
  return (value + alignment - 1) / alignment * alignment;
}

// A size or position in bits.  BTF counts bits, C counts bytes; giving the
// two different types is what keeps them apart.
struct Bits {
  uint64_t count = 0;

  static constexpr Bits FromBytes(uint64_t bytes) { return {bytes * 8}; }

  // Whole bytes; a started byte is not counted.
  constexpr uint64_t bytes() const { return count / 8; }
  constexpr bool is_whole_bytes() const { return count % 8 == 0; }

  friend constexpr Bits operator+(Bits a, Bits b) { return {a.count + b.count}; }
  friend constexpr Bits operator-(Bits a, Bits b) { return {a.count - b.count}; }
  friend constexpr auto operator<=>(Bits, Bits) = default;
};

}  // namespace ecc

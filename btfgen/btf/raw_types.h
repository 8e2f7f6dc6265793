// The words of a BTF section, as they stand: what btf::Types does not keep, a copy must not
// lose.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "btfgen/btf/types.h"
#include "support/byte_reader.h"

namespace ecc::btf {

class RawTypes {
 public:
  // `section` is what `types` was read from, and both must outlive this.  Throws Error for an
  // array whose index is of no type.
  RawTypes(const btf::Types& types, ByteView section);

  const btf::Types& types() const { return types_; }
  // Name, info, size or type, and what the kind adds, in the machine's byte order.
  std::span<const uint32_t> Words(uint32_t id) const {
    return std::span(words_).subspan(starts_[id], starts_[id + 1] - starts_[id]);
  }
  // The type of an array's index.
  uint32_t ArrayIndex(uint32_t id) const { return Words(id)[4]; }
  // Throws Error for an offset that is none of the strings'; `what` names what holds it.
  std::string_view String(uint32_t offset, std::string_view what) const;

 private:
  const btf::Types& types_;
  std::string_view strings_;
  std::vector<uint32_t> words_;
  std::vector<size_t> starts_;  // by id, and one more
};

}  // namespace ecc::btf

// Bounds-checked reading of a byte range in either byte order.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "support/diagnostic.h"

namespace ecc {

using ByteView = std::span<const std::byte>;

inline ByteView AsBytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}
inline std::string_view AsText(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Reads 32-bit words, checking every length before touching a byte.  Positions in
// messages are offsets from the start of the section, as readelf -x shows them.
class ByteReader {
 public:
  // `where` names the range in messages: ".BTF" of "prog.bpf.o".  `base` is the offset
  // of `bytes` inside it.
  ByteReader(Place where, ByteView bytes, std::endian order, size_t base = 0)
      : where_(std::move(where)),
        bytes_(bytes),
        base_(base),
        swap_(order != std::endian::native) {}

  size_t offset() const { return base_ + position_; }
  size_t left() const { return bytes_.size() - position_; }
  bool AtEnd() const { return left() == 0; }

  // Throws unless `size` more bytes are there; `what` names what needs them.
  void Require(size_t size, std::string_view what) const {
    if (size > left())
      FailTruncated(size, what);
  }

  // Reads the next word; the caller has called Require for it.
  uint32_t ReadU32() {
    uint32_t word;
    std::memcpy(&word, bytes_.data() + position_, sizeof(word));
    position_ += sizeof(word);
    return swap_ ? __builtin_bswap32(word) : word;
  }

  // Passes over bytes; the caller has made sure that they are there.
  void Skip(size_t size) { position_ += size; }

  // Throws "<where>+0x<offset>: <message>".
  [[noreturn]] void Fail(size_t offset, std::string_view message) const;

 private:
  [[noreturn]] void FailTruncated(size_t size, std::string_view what) const;

  Place where_;
  ByteView bytes_;
  size_t base_;
  size_t position_ = 0;
  bool swap_;
};

}  // namespace ecc

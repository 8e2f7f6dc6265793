// Words in either byte order: the other half of ByteReader.
#pragma once

#include <bit>
#include <cstdint>
#include <string>

namespace ecc::btf {

class WordWriter {
 public:
  explicit WordWriter(std::endian order) : order_(order), swap_(order != std::endian::native) {}

  void Add(uint32_t word) {
    if (swap_)
      word = __builtin_bswap32(word);
    bytes_.append(reinterpret_cast<const char*>(&word), sizeof(word));
  }
  // Writes the first word of .BTF and of .BTF.ext: a magic of two bytes, version 1, no flags.
  void AddMagic() { Add(order_ == std::endian::little ? 0x0001eb9f : 0xeb9f0100); }
  void Append(const std::string& bytes) { bytes_ += bytes; }

  const std::string& bytes() const { return bytes_; }
  uint32_t size() const { return static_cast<uint32_t>(bytes_.size()); }

 private:
  std::endian order_;
  bool swap_;
  std::string bytes_;
};

}  // namespace ecc::btf

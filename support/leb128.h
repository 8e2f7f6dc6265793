// Numbers as WebAssembly writes them: seven bits a byte, the lowest first.
#pragma once

#include <cstdint>
#include <string>

namespace ecc {

inline void AppendLeb128(std::string& out, uint64_t value) {
  do {
    auto byte = static_cast<unsigned char>(value & 0x7f);
    value >>= 7;
    out.push_back(static_cast<char>(value != 0 ? byte | 0x80 : byte));
  } while (value != 0);
}

}  // namespace ecc

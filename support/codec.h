// How a package carries an object: zlib, then base64.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ecc {

// Far above the largest known BPF object, or kernel's BTF, and far below what hurts.
inline constexpr uint64_t kMaxObjectSize = uint64_t{64} << 20;

// Standard padded base64 of an RFC 1950 stream.
std::string EncodeObject(std::string_view bytes);

// The reverse.  Throws Error for what is no base64 or no zlib stream, and unless exactly
// `size` bytes come out; never allocates more than these, whatever the stream would give.
std::string DecodeObject(std::string_view text, uint64_t size);

// Packs bytes as an RFC 1950 stream, without base64, and unpacks such a stream.  Decompress
// throws Error for what is no zlib stream, and unless exactly `size` bytes come out; it never
// allocates more than one byte beyond these, whatever the stream would give.
std::string Compress(std::string_view bytes);
std::string Decompress(std::string_view compressed, uint64_t size);

// Lower-case hexadecimal SHA-256.
std::string Sha256(std::string_view bytes);

}  // namespace ecc

#include "support/codec.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <zlib.h>

#include "support/error.h"

namespace ecc {
namespace {

const auto* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string DecodeBase64(std::string_view text) {
  // EVP_DecodeBlock forgives white space and counts padding as bytes; a package has neither
  // the one nor the other doubt.
  size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string_view digits = text.substr(0, text.size() - padding);
  if (text.size() % 4 != 0 || text.size() > INT32_MAX ||
      digits.find_first_not_of(kAlphabet) != digits.npos) {
    throw Error("the object is no base64");
  }
  std::string bytes(text.size() / 4 * 3, '\0');
  int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), Bytes(text),
                             static_cast<int>(text.size()));
  if (size < 0)
    throw Error("the object is no base64");
  bytes.resize(bytes.size() - padding);
  return bytes;
}

}  // namespace

std::string Compress(std::string_view bytes) {
  uLongf size = compressBound(bytes.size());
  std::string compressed(size, '\0');
  if (compress2(reinterpret_cast<unsigned char*>(compressed.data()), &size, Bytes(bytes),
                bytes.size(), Z_DEFAULT_COMPRESSION) != Z_OK) {
    throw Error("cannot compress the object");
  }
  compressed.resize(size);
  return compressed;
}

std::string EncodeObject(std::string_view bytes) {
  std::string compressed = Compress(bytes);
  // EVP_EncodeBlock ends its text with a NUL.
  std::string text((compressed.size() + 2) / 3 * 4 + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), Bytes(compressed),
                  static_cast<int>(compressed.size()));
  text.pop_back();
  return text;
}

std::string DecodeObject(std::string_view text, uint64_t size) {
  return Decompress(DecodeBase64(text), size);
}

std::string Decompress(std::string_view compressed, uint64_t size) {
  if (size > kMaxObjectSize) {
    throw Error(fmt::format("the object claims {} bytes; no BPF object is that large", size));
  }
  // One byte more, to notice a stream that gives more than it should.
  std::string bytes(size + 1, '\0');
  uLongf got = bytes.size();
  int result = uncompress(reinterpret_cast<unsigned char*>(bytes.data()), &got,
                          Bytes(compressed), compressed.size());
  if (result == Z_BUF_ERROR || (result == Z_OK && got != size)) {
    throw Error(
        fmt::format("the object does not have the {} bytes that the package claims", size));
  }
  if (result != Z_OK)
    throw Error("the object is no zlib stream");
  bytes.resize(size);
  return bytes;
}

std::string Sha256(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr) != 1) {
    throw Error("cannot compute SHA-256");
  }
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

}  // namespace ecc

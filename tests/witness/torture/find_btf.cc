// Finds the BTF of a kernel in its uncompressed image, where no section header may tell.
//   find_btf <IMAGE >BTF
#include <fmt/format.h>

#include <cstring>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "btfgen/btf/reader.h"
#include "support/error.h"

namespace {

uint32_t Word(std::string_view bytes, size_t at, bool swap) {
  uint32_t word;
  std::memcpy(&word, bytes.data() + at, sizeof(word));
  return swap ? __builtin_bswap32(word) : word;
}

// The section that starts with the header at `at`; empty when that is none.
std::string_view Section(std::string_view image, size_t at, bool swap) {
  constexpr size_t kHeader = 24;
  if (image.size() - at < kHeader || Word(image, at + 4, swap) != kHeader)
    return {};
  uint64_t end = uint64_t{kHeader} + Word(image, at + 16, swap) + Word(image, at + 20, swap);
  return end <= image.size() - at ? image.substr(at, end) : std::string_view{};
}

}  // namespace

int main() {
  std::string image(std::istreambuf_iterator<char>(std::cin), {});
  std::string_view found;
  for (std::string_view magic :
       {std::string_view("\x9f\xeb\x01\x00", 4), std::string_view("\xeb\x9f\x01\x00", 4)}) {
    for (size_t at = image.find(magic); at != image.npos; at = image.find(magic, at + 1)) {
      std::string_view section = Section(image, at, magic.front() != '\x9f');
      if (section.size() <= found.size())
        continue;
      try {
        ecc::btf::Read("image", ecc::AsBytes(section));
        found = section;
      } catch (const ecc::Error&) {
        // The four bytes stood there for another reason.
      }
    }
  }
  std::cout << found;
  return found.empty() ? 1 : 0;
}

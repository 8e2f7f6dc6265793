// Every prefix of real BTF sections, and random mutations of them: mutate_btf COUNT FILE...
#include <cstdlib>
#include <random>

#include "support/files.h"
#include "tests/fuzz/targets.h"

int main(int argc, char** argv) {
  if (argc < 3)
    return 2;
  size_t wanted = std::strtoull(argv[1], nullptr, 10);
  size_t prefixes = 0;
  size_t taken = 0;
  for (int i = 2; i < argc; ++i) {
    std::string section = ecc::ReadFile(argv[i]);
    ecc::test::Require(ecc::test::FuzzInput(section), "the unchanged section is taken");
    for (size_t size = 0; size < section.size(); ++size, ++prefixes) {
      ecc::test::FuzzInput(section.substr(0, size));
    }
  }
  // A fixed seed: a failure must come again.
  std::mt19937_64 random(20'26);
  for (size_t count = 0; count < wanted; ++count) {
    std::string section = ecc::ReadFile(argv[2 + count % static_cast<size_t>(argc - 2)]);
    size_t changes = 1 + random() % 4;
    for (size_t change = 0; change < changes; ++change) {
      // Words rather than bytes: ids, offsets, sizes and vlens are words.
      size_t word = random() % (section.size() / 4) * 4;
      switch (random() % 4) {
        case 0:
          section[word] = static_cast<char>(random());
          break;
        case 1:
          section[word + random() % 4] ^= static_cast<char>(1 << random() % 8);
          break;
        case 2: {
          size_t other = random() % (section.size() / 4) * 4;
          section.replace(word, 4, section.substr(other, 4));
          break;
        }
        default:
          section[word + 3] = static_cast<char>(random());
      }
    }
    taken += ecc::test::FuzzInput(section) ? 1 : 0;
  }
  std::printf("%zu prefixes, %zu mutations: %zu taken, %zu refused\n", prefixes, wanted, taken,
              wanted - taken);
  return 0;
}

// Raw BTF of as many types as wanted, on standard output: synthetic_btf RECORDS
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/support/btf_writer.h"

int main(int argc, char** argv) {
  if (argc != 2)
    return 2;
  ecc::test::BtfWriter btf;
  uint32_t number = btf.SignedInt();
  uint32_t wide = btf.Int("long unsigned int", 8, 0);
  uint32_t letter = btf.Int("char", 1, 3);
  uint32_t text = btf.Array(letter, 16);
  uint32_t before = 0;
  // The writer copies names at once.
  std::string name;
  for (int i = 0; i < std::atoi(argv[1]); ++i) {
    name = "record_" + std::to_string(i);
    uint32_t pointer = btf.Ptr(before);
    before = btf.Struct(name, 64,
                        {{"number", number, 0},
                         {"flag", number, 32, 3},
                         {"next", pointer, 64},
                         {"text", text, 128},
                         {"wide", wide, 256},
                         {"last", letter, 320}});
  }
  std::string bytes = btf.Bytes();
  fwrite(bytes.data(), 1, bytes.size(), stdout);
  return 0;
}

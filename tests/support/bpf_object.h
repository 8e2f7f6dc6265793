// A BPF object of nothing but BTF and CO-RE relocations.
#pragma once

#include <bit>
#include <string>
#include <vector>

#include "btfgen/btf/btf_ext.h"
#include "btfgen/btf/word_writer.h"
#include "tests/support/btf_writer.h"
#include "tests/support/elf_writer.h"

namespace ecc::test {

struct Relocation {
  uint32_t root;
  std::string access;
  btf::RelocationKind kind;
};

inline std::string BpfObject(BtfWriter types, const std::vector<Relocation>& relocations) {
  btf::WordWriter ext(std::endian::native);
  ext.AddMagic();
  ext.Add(32);
  auto size = static_cast<uint32_t>(relocations.empty() ? 0 : 12 + 16 * relocations.size());
  for (uint32_t word : {0u, 0u, 0u, 0u, 0u, size}) ext.Add(word);
  if (!relocations.empty()) {
    ext.Add(16);
    ext.Add(types.String("tp/x"));
    ext.Add(static_cast<uint32_t>(relocations.size()));
    for (const Relocation& relocation : relocations) {
      ext.Add(0);
      ext.Add(relocation.root);
      ext.Add(types.String(relocation.access));
      ext.Add(static_cast<uint32_t>(relocation.kind));
    }
  }
  ElfWriter object;
  object.Add({".BTF", types.Bytes()});
  object.Add({".BTF.ext", ext.bytes()});
  return object.Bytes();
}

}  // namespace ecc::test

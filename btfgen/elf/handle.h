// libelf's descriptor, closed by itself.
#pragma once

#include <gelf.h>

#include <memory>

#include "support/byte_reader.h"

namespace ecc::elf {

struct ElfCloser {
  void operator()(Elf* elf) const { elf_end(elf); }
};
using ElfHandle = std::unique_ptr<Elf, ElfCloser>;

// Opens bytes that must outlive the handle; null when libelf does not take them.
inline ElfHandle OpenMemory(ByteView file) {
  elf_version(EV_CURRENT);
  // elf_memory reads only, though its signature does not say so.
  return ElfHandle(
      elf_memory(const_cast<char*>(reinterpret_cast<const char*>(file.data())), file.size()));
}

}  // namespace ecc::elf

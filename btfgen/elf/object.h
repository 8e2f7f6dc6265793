// A BPF object file: sections, symbols, programs, licence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/byte_reader.h"

namespace ecc::elf {

struct Section {
  std::string name;
  uint32_t index = 0;
  uint64_t file_offset = 0;  // bytes
  uint64_t size = 0;         // bytes
  bool has_bytes = false;    // false for .bss
  bool is_executable = false;
  ByteView bytes;  // empty unless has_bytes; points into the file given to Read
};

struct Symbol {
  std::string name;
  uint32_t section = 0;  // index
  uint64_t value = 0;    // bytes from the section's start
  bool is_function = false;
  bool is_object = false;
};

// A function that libbpf loads as a program of its own.
struct ProgramSymbol {
  std::string name;
  std::string section;
};

struct Object {
  std::string where;  // the file's name, for messages
  std::vector<Section> sections;
  std::vector<Symbol> symbols;
  std::vector<ProgramSymbol> programs;  // in libbpf's order
  std::string license;

  const Section* FindSection(std::string_view name) const;
  // Where a variable of a section stands; clang leaves the offset of a global variable
  // in BTF to the linker, the symbol table has it.
  std::optional<uint64_t> FindVariable(const Section& section, std::string_view name) const;
};

// True when the bytes begin like an ELF file.
bool IsElf(ByteView file);

// Reads a relocatable BPF object of either byte order.  `file` must outlive the result.
// Throws Error for a file that is not one.
Object Read(std::string_view where, ByteView file);

}  // namespace ecc::elf

// Mutations of an object that still is one: a byte changed anywhere mostly ends in the first
// check that anybody makes.  This changes one field of one entry of one table, to what lies
// close to the truth or contradicts another field, and leaves the rest in order.
#pragma once

#include <elf.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <span>
#include <string_view>
#include <vector>

namespace ecc::test {

class ElfMutator {
 public:
  ElfMutator(uint8_t* data, size_t size, unsigned seed)
      : data_(data), size_(size), random_(seed) {}

  // False when the bytes have no table of sections: nothing was changed.
  bool Mutate() {
    if (!ReadSections())
      return false;
    for (size_t times = 1 + Below(4); times > 0; --times) {
      // The table of sections is a table as well, and the one that leads everywhere.
      if (Below(5) == 0) {
        Change({table_, sections_.size(), sizeof(Elf64_Shdr), kSectionFields});
      } else {
        Change(TableOf(sections_[Below(sections_.size())]));
      }
    }
    return true;
  }

 private:
  struct Field {
    size_t offset;  // bytes from the entry's start
    size_t width;   // bytes
  };
  // Entries of one size, each with the same fields.
  struct Table {
    size_t offset = 0;  // bytes from the file's start
    size_t count = 0;
    size_t entry = 1;  // bytes
    std::span<const Field> fields;
  };

  static constexpr std::array<Field, 8> kSectionFields = {
      {{0, 4}, {4, 4}, {8, 8}, {24, 8}, {32, 8}, {40, 4}, {44, 4}, {56, 8}}};
  static constexpr std::array<Field, 5> kSymbolFields = {
      {{0, 4}, {4, 1}, {6, 2}, {8, 8}, {16, 8}}};
  static constexpr std::array<Field, 3> kRelocationFields = {{{0, 8}, {8, 4}, {12, 4}}};
  static constexpr std::array<Field, 4> kCodeFields = {{{0, 1}, {1, 1}, {2, 2}, {4, 4}}};
  static constexpr std::array<Field, 1> kWord = {{{0, 4}}};
  static constexpr std::array<Field, 1> kByte = {{{0, 1}}};

  bool ReadSections() {
    Elf64_Ehdr header;
    if (size_ < sizeof(header))
      return false;
    std::memcpy(&header, data_, sizeof(header));
    if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_shnum == 0 ||
        header.e_shoff > size_ ||
        (size_ - header.e_shoff) / sizeof(Elf64_Shdr) < header.e_shnum)
      return false;
    table_ = header.e_shoff;
    sections_.resize(header.e_shnum);
    std::memcpy(sections_.data(), data_ + table_, sections_.size() * sizeof(Elf64_Shdr));
    return true;
  }

  Table TableOf(const Elf64_Shdr& section) {
    if (section.sh_type == SHT_NOBITS || section.sh_offset > size_ ||
        section.sh_size > size_ - section.sh_offset)
      return {};
    auto of = [&](size_t entry, std::span<const Field> fields) {
      return Table{section.sh_offset, section.sh_size / entry, entry, fields};
    };
    switch (section.sh_type) {
      case SHT_SYMTAB:
        return of(sizeof(Elf64_Sym), kSymbolFields);
      case SHT_REL:
        return of(sizeof(Elf64_Rel), kRelocationFields);
      case SHT_STRTAB:
        return of(1, kByte);
      default:
        return (section.sh_flags & SHF_EXECINSTR) != 0 ? of(8, kCodeFields) : of(4, kWord);
    }
  }

  void Change(const Table& table) {
    if (table.count == 0 || table.fields.empty())
      return;
    const Field& field = table.fields[Below(table.fields.size())];
    auto place = [&](size_t entry) {
      return data_ + table.offset + entry * table.entry + field.offset;
    };
    size_t entry = Below(table.count);
    uint64_t value = NewValue(Get(place(entry), field.width),
                              Get(place(Below(table.count)), field.width), field.width);
    std::memcpy(place(entry), &value, field.width);
    // A sum that wraps needs two fields that agree.
    if (field.width == 8 && Below(3) == 0) {
      const Field& other = table.fields[Below(table.fields.size())];
      uint64_t complement = -value + 8 * Below(64);
      std::memcpy(data_ + table.offset + entry * table.entry + other.offset, &complement,
                  other.width);
    }
  }

  // `neighbour` is the same field of another entry.
  uint64_t NewValue(uint64_t old, uint64_t neighbour, size_t width) {
    size_t bits = width * 8;
    switch (Below(9)) {
      case 0:
        return old + 1;
      case 1:
        return old - 1;
      case 2:
        return old + 8 * (1 + Below(8));
      case 3:
        return old - 8 * (1 + Below(8));
      case 4:
        return neighbour;
      case 5:
        return old ^ uint64_t { 1 } << Below(bits);
      case 6:
        // The ends of the numbers, signed and unsigned.
        return ((uint64_t{1} << (bits - 1)) - Below(3)) << Below(2);
      case 7:
        return Below(sections_.size() + 2);
      default:
        return Below(size_ + 2);
    }
  }

  static uint64_t Get(const uint8_t* bytes, size_t width) {
    uint64_t value = 0;
    std::memcpy(&value, bytes, width);
    return value;
  }

  size_t Below(size_t limit) { return random_() % limit; }

  uint8_t* data_;
  size_t size_;
  std::mt19937_64 random_;
  size_t table_ = 0;  // bytes from the file's start
  std::vector<Elf64_Shdr> sections_;
};

}  // namespace ecc::test

// Where a C compiler for BPF puts the next member, and what to write to put it elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "btfgen/btf/resolver.h"

namespace ecc::vmlinux {

// Follows the members of one record and tells the paddings that must be written so that
// each comes to stand where BTF says.
class NaturalLayout {
 public:
  NaturalLayout(const btf::Resolver& resolver, btf::TypeId record);

  // True when only __attribute__((packed)) gives the record its offsets and its size.
  bool is_packed() const { return is_packed_; }

  // The unnamed bit-fields to print before `member`: "long : 64".
  std::vector<std::string> PaddingBefore(const btf::Member& member);
  // Those to print after the last member.
  std::vector<std::string> PaddingAtEnd();

 private:
  bool NeedsPacking() const;
  // Where the compiler would put the member on its own.
  uint64_t NaturalOffset(const btf::Member& member, uint64_t cursor) const;
  std::vector<std::string> Fill(uint64_t to);

  const btf::Resolver& resolver_;
  const btf::Type& type_;
  bool is_packed_;
  uint64_t cursor_ = 0;  // bits
};

}  // namespace ecc::vmlinux

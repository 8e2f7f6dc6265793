// vmlinux.h describes records without `packed` where the compiler would lay them out alike
// anyway, as people would write them.  Whether it would is computed here by C's rules for the
// BPF side.
#include "btfgen/vmlinux/natural_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ecc::vmlinux {
namespace {

struct Filler {
  uint64_t bits;
  const char* type;
};

}  // namespace

NaturalLayout::NaturalLayout(const btf::Resolver& resolver, btf::TypeId record)
    : resolver_(resolver), type_(resolver.types()[record]), is_packed_(NeedsPacking()) {}

bool NaturalLayout::NeedsPacking() const {
  uint64_t alignment = 1;
  for (const btf::Member& member : resolver_.types().members(type_)) {
    uint64_t wanted = resolver_.Alignment(member.type);
    alignment = std::max(alignment, wanted);
    if (member.bitfield_width == 0) {
      if (member.offset.count % (wanted * 8) != 0)
        return true;
      continue;
    }
    // A bit-field that crosses its storage unit.
    uint64_t unit = resolver_.Size(member.type) * 8;
    if (unit != 0 && member.offset.count % unit + member.bitfield_width > unit)
      return true;
  }
  return type_.size % alignment != 0;
}

uint64_t NaturalLayout::NaturalOffset(const btf::Member& member, uint64_t cursor) const {
  if (is_packed_)
    return member.bitfield_width == 0 ? RoundUp(cursor, 8) : cursor;
  if (member.bitfield_width == 0)
    return RoundUp(cursor, uint64_t{resolver_.Alignment(member.type)} * 8);
  uint64_t unit = resolver_.Size(member.type) * 8;
  bool crosses = unit != 0 && cursor % unit + member.bitfield_width > unit;
  return crosses ? RoundUp(cursor, unit) : cursor;
}

std::vector<std::string> NaturalLayout::PaddingBefore(const btf::Member& member) {
  std::vector<std::string> padding;
  if (type_.kind == btf::Kind::kUnion)
    return padding;
  if (NaturalOffset(member, cursor_) != member.offset.count)
    padding = Fill(member.offset.count);
  uint64_t size =
      member.bitfield_width != 0 ? member.bitfield_width : resolver_.Size(member.type) * 8;
  cursor_ = member.offset.count + size;
  return padding;
}

std::vector<std::string> NaturalLayout::PaddingAtEnd() {
  uint64_t alignment = 1;
  for (const btf::Member& member : resolver_.types().members(type_)) {
    if (!is_packed_)
      alignment = std::max<uint64_t>(alignment, resolver_.Alignment(member.type));
    if (type_.kind == btf::Kind::kUnion) {
      uint64_t size =
          member.bitfield_width != 0 ? member.bitfield_width : resolver_.Size(member.type) * 8;
      cursor_ = std::max(cursor_, size);
    }
  }
  uint64_t end = uint64_t{type_.size} * 8;
  if (RoundUp(cursor_, alignment * 8) >= end)
    return {};
  // A union grows only by a member that is long enough; unnamed bit-fields are too short.
  if (type_.kind == btf::Kind::kUnion)
    return {fmt::format("char __ecc_size[{}]", type_.size)};
  return Fill(end);
}

// Unnamed bit-fields that end at `to`, each inside a unit of its own type, so that none moves.
std::vector<std::string> NaturalLayout::Fill(uint64_t to) {
  static constexpr std::array<Filler, 4> kFillers = {
      {{64, "long"}, {32, "int"}, {16, "short"}, {8, "char"}}};
  std::vector<std::string> padding;
  // A long gap as one array: a stranger's record may be 4 GiB of it.
  constexpr uint64_t kLongGap = 4096 * 8;
  if (to - cursor_ > kLongGap) {
    if (cursor_ % 8 != 0) {
      padding.push_back(fmt::format("char : {}", 8 - cursor_ % 8));
      cursor_ = RoundUp(cursor_, 8);
    }
    uint64_t bytes = (to - cursor_) / 8;
    padding.push_back(fmt::format("char __ecc_gap_{}[{}]", cursor_ / 8, bytes));
    cursor_ += bytes * 8;
  }
  while (cursor_ < to) {
    uint64_t bits = std::min(to, RoundUp(cursor_ + 1, 8)) - cursor_;
    const char* type = "char";
    for (const Filler& filler : kFillers) {
      if (cursor_ % filler.bits == 0 && to - cursor_ >= filler.bits) {
        bits = filler.bits;
        type = filler.type;
        break;
      }
    }
    padding.push_back(fmt::format("{} : {}", type, bits));
    cursor_ += bits;
  }
  return padding;
}

}  // namespace ecc::vmlinux

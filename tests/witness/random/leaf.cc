#include "tests/witness/random/leaf.h"

#include <fmt/format.h>

#include <algorithm>

namespace {

std::string Accessor(const Leaf& leaf, const char* verb) {
  std::string to_owner = leaf.to_owner;
  if (!to_owner.empty())
    to_owner.pop_back();  // the dot
  return fmt::format("{}_{}_{}({}p{}{}{}", leaf.owner, verb, leaf.words,
                     to_owner.empty() ? "" : "&", to_owner.empty() ? "" : "->", to_owner,
                     leaf.indices);
}

// wasm32's `long` is too short, and some of the BPF side's types are integers there.
std::string GuestLiteral(const Leaf& leaf) {
  if (leaf.scalar.is_float || IsWide(leaf))
    return Literal(leaf, 1);
  if (leaf.scalar.type == "enum kind")
    return leaf.width != 0 ? fmt::format("0x{:x}U", leaf.low[1])
                           : fmt::format("(enum kind)0x{:x}U", leaf.low[1]);
  const char* types[] = {"signed char", "unsigned char", "short",     "unsigned short",
                         "int",         "unsigned int",  "long long", "unsigned long long"};
  unsigned size = leaf.scalar.bits <= 8    ? 0
                  : leaf.scalar.bits <= 16 ? 2
                  : leaf.scalar.bits <= 32 ? 4
                                           : 6;
  return fmt::format("({})0x{:x}ULL", types[size + (leaf.scalar.is_signed ? 0 : 1)],
                     leaf.low[1]);
}

}  // namespace

const std::vector<Scalar>& Scalars() {
  static const std::vector<Scalar> scalars = {
      {"char", 8, true},
      {"signed char", 8, true},
      {"unsigned char", 8, false},
      {"short", 16, true},
      {"unsigned short", 16, false},
      {"int", 32, true},
      {"unsigned int", 32, false},
      {"long", 64, true},
      {"unsigned long", 64, false},
      {"long long", 64, true},
      {"unsigned long long", 64, false},
      {"_Bool", 1, false},
      {"enum kind", 32, false},
      {"enum small", 8, false},
      {"word_t", 32, false},
      {"const volatile size_type", 64, false, false, false, false},
      {"__int128", 128, true},
      {"unsigned __int128", 128, false},
      {"float", 32, true, true, false, false},
      {"double", 64, true, true, false, false},
      {"void *", 64, false, false, true, false},
      {"struct forward *", 64, false, false, true, false},
      {"callback_t", 64, false, false, true, false},
  };
  return scalars;
}

bool IsWide(const Leaf& leaf) {
  return leaf.scalar.bits == 128 && (leaf.width == 0 || leaf.width > 64);
}

std::string Literal(const Leaf& leaf, int which) {
  const std::string& type = leaf.scalar.type;
  if (leaf.scalar.is_float)
    return fmt::format("{}.25{}", leaf.low[which] / 4, type == "float" ? "f" : "");
  if (leaf.scalar.bits == 128) {
    return fmt::format("({})((unsigned __int128)0x{:x}ULL << 64 | 0x{:x}ULL)", type,
                       leaf.high[which], leaf.low[which]);
  }
  std::string base = type.starts_with("const") ? "unsigned long" : type;
  return fmt::format("({})0x{:x}ULL", base, leaf.low[which]);
}

std::string Get(const Leaf& leaf, bool big_endian) {
  if (big_endian || leaf.width != 0)
    return Accessor(leaf, "get") + ")";
  return "p->" + leaf.designator.substr(1);
}

std::string Set(const Leaf& leaf, bool big_endian) {
  std::string literal =
      leaf.scalar.is_pointer ? fmt::format("0x{:x}ULL", leaf.low[1]) : GuestLiteral(leaf);
  if (leaf.width != 0)
    return fmt::format("\texpect({}, {}), __LINE__);\n", Accessor(leaf, "set"), literal);
  if (big_endian)
    return fmt::format("\t{}, {});\n", Accessor(leaf, "set"), literal);
  return fmt::format("\tp->{} = {};\n", leaf.designator.substr(1), literal);
}

// The largest and the smallest value are taken, the next ones refused.
std::string Limits(const Leaf& leaf) {
  if (leaf.width == 0)
    return "";
  unsigned bits = leaf.width <= 64 ? std::min(leaf.scalar.bits, 64u) : leaf.scalar.bits;
  if (leaf.width == bits || leaf.width >= 63)
    return "";
  const std::string set = Accessor(leaf, "set");
  uint64_t top = (uint64_t{1} << (leaf.scalar.is_signed ? leaf.width - 1 : leaf.width)) - 1;
  std::string text =
      fmt::format("\texpect({0}, {1}LL), __LINE__);\n\texpect(!{0}, {2}LL), __LINE__);\n", set,
                  top, top + 1);
  if (leaf.scalar.is_signed) {
    text +=
        fmt::format("\texpect({0}, -{1}LL), __LINE__);\n\texpect(!{0}, -{2}LL), __LINE__);\n",
                    set, top + 1, top + 2);
  }
  return text;
}

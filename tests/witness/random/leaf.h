// The scalars of random records: what they are, and how C writes their values and accesses.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

// A scalar as C declares it, and how its values are written and compared.
struct Scalar {
  std::string type;
  unsigned bits;
  bool is_signed;
  bool is_float = false;
  bool is_pointer = false;
  bool can_be_bitfield = true;
};

const std::vector<Scalar>& Scalars();

// A scalar somewhere in a record.
struct Leaf {
  Scalar scalar;
  unsigned width;  // of a bit-field; 0 for none
  std::string designator;
  std::string owner;     // the nearest named record around it: "r7", or "t7_t" with a typedef
  std::string to_owner;  // from the outermost record, with a dot behind; empty when it is that
  std::string words;     // from the owner, in accessors' names
  std::string indices;   // ", 1, 0"
  uint64_t high[2], low[2];
  bool has_value = true;  // false for all but one member of a union
};

// True for a value of more than 64 bits.
bool IsWide(const Leaf& leaf);
// The first value or the second one, as a constant of the BPF side.
std::string Literal(const Leaf& leaf, int which);

// Expressions and statements of the guest, which has the outermost record at `p`: reads the
// leaf; writes its second value; tries the values around a bit-field's largest and smallest.
// Those of the other byte order are reached by accessors alone.
std::string Get(const Leaf& leaf, bool big_endian);
std::string Set(const Leaf& leaf, bool big_endian);
std::string Limits(const Leaf& leaf);

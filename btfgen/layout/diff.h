// How two Models of the same program differ.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "btfgen/layout/model.h"

namespace ecc::layout {

// One member that stands elsewhere, or is something else, on the two sides.
struct FieldDifference {
  std::string path;  // "u.addr", "(size)", "(alignment)"
  // The answer of each side: a byte offset, "12:3" with a bit in it, a type; empty: no such
  // member.
  std::string left;
  std::string right;

  friend bool operator==(const FieldDifference&, const FieldDifference&) = default;
};

struct TypeDifference {
  std::string type;  // "struct event"
  std::vector<FieldDifference> fields;

  friend bool operator==(const TypeDifference&, const TypeDifference&) = default;
};

// Compares records, enums and the data sections by name.  A type of the left side that the
// right one lacks is a difference of its "(type)"; what only the right side has is none: a
// reader of the left loses nothing.
std::vector<TypeDifference> Diff(const Model& left, const Model& right);

// Compares one record only.  Both names stand for the same type.
std::optional<TypeDifference> DiffRecord(const Model& left, const Record& left_record,
                                         const Model& right, const Record& right_record);

// The differences as tables, one a type, under "'struct event' in <left> does not match
// <right>".
std::string FormatDifferences(const std::vector<TypeDifference>& differences,
                              std::string_view left, std::string_view right);

}  // namespace ecc::layout

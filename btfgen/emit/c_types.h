// How C on wasm32 writes the types of a Model.
#pragma once

#include <string>

#include "btfgen/layout/model.h"

namespace ecc::emit {

// The type of one element: "int", "uint64_t", "struct event", "enum kind".  A C spelling is
// kept where wasm32 gives it the same width; what differs gets an exact-width type.
std::string SpellElement(const layout::Model& model, const layout::TypeRef& type);

// The type that holds an element's bytes in a big-endian record: "ecc_be32"; that of
// SpellElement where one byte or a record is all there is.
std::string SpellBigEndianElement(const layout::Model& model, const layout::TypeRef& type);

// The integer type that a bit-field is declared with.
std::string SpellBitfieldBase(const layout::Field& field);

// "[3][4]", with the bytes of an opaque scalar as the last dimension.
std::string SpellDims(const layout::TypeRef& type);

// " /* pid_t */" when the source says it otherwise than `spelled`; else empty.
std::string OriginComment(const layout::TypeRef& type, const std::string& spelled);

// True when C can define the enum: it has enumerators, and their values are known.
bool IsPrintable(const layout::Enum& e);

// An enumerator's value as a C constant: "-1", "4294967295U".
std::string SpellValue(const layout::Enum& e, uint64_t value);

}  // namespace ecc::emit

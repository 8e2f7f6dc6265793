// The meaning of a scalar's bytes: a number, text, an address.
#pragma once

#include <optional>

#include "btfgen/btf/resolver.h"
#include "btfgen/layout/model.h"

namespace ecc::layout {

// `stripped` is the type behind typedefs and qualifiers.  Nothing for what is no scalar, or has
// no size.  An enum's scalar is the integer that carries it.
std::optional<Scalar> DescribeScalar(const btf::Resolver& resolver, btf::TypeId stripped,
                                     bool is_array);

// True when a compiler before clang 15 may have cut the values, or dropped their sign.
bool IsUncertain(const btf::Type& type, const Enum& e);

}  // namespace ecc::layout

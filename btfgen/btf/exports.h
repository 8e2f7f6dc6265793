// How a program keeps the types of its events in BTF.
#pragma once

#include <string_view>

namespace ecc::btf {

// The section in which `ecc` leaves a pointer to each exported type, so that the compiler
// keeps the type in BTF.  libbpf passes over sections that it does not know.
inline constexpr std::string_view kExportSection = ".ecc.types";
// The prefix of the variables that serve the same end in packages of other tools.
inline constexpr std::string_view kForeignExportPrefix = "__eunomia_dummy_";

}  // namespace ecc::btf

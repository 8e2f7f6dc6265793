// What a program carries for its host alone, in sections that no guest sees.
#pragma once

#include <string_view>

namespace ecc::btf {

// The section in which `ecc` leaves a pointer to each exported type, so that the compiler
// keeps the type in BTF.  libbpf passes over sections that it does not know.
inline constexpr std::string_view kExportSection = ".ecc.types";
// The prefix of the variables that serve the same end in packages of other tools.
inline constexpr std::string_view kForeignExportPrefix = "__eunomia_dummy_";

// The section with the counters of `ecc --count-lost`, of which libbpf makes a map.
inline constexpr std::string_view kLostSection = ".data.ecc_lost";

}  // namespace ecc::btf

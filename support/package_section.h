// Where a guest's module carries what the loader holds its object against.
#pragma once

#include <string_view>

namespace ecc {

// A custom section; docs/guest-abi.md tells what it holds.
inline constexpr std::string_view kPackageSection = "ecc.package";

}  // namespace ecc

// Versions of Linux, as far as they bring features: "5.4".
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace ecc {

struct KernelVersion {
  unsigned major = 0;
  unsigned minor = 0;

  friend constexpr auto operator<=>(const KernelVersion&, const KernelVersion&) = default;
};

// "5.4" of "5.4", "5.4.0" and "5.4.0-150-generic"; nothing of anything else.
std::optional<KernelVersion> ParseKernelVersion(std::string_view text);
std::string ToString(KernelVersion version);

}  // namespace ecc

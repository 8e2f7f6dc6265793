#include "support/kernel_version.h"

#include <fmt/format.h>

#include <charconv>

namespace ecc {

std::optional<KernelVersion> ParseKernelVersion(std::string_view text) {
  KernelVersion version;
  const char* end = text.data() + text.size();
  auto [dot, error] = std::from_chars(text.data(), end, version.major);
  if (error != std::errc() || dot == end || *dot != '.')
    return std::nullopt;
  auto [rest, second] = std::from_chars(dot + 1, end, version.minor);
  if (second != std::errc() || (rest != end && *rest != '.' && *rest != '-'))
    return std::nullopt;
  return version;
}

std::string ToString(KernelVersion version) {
  return fmt::format("{}.{}", version.major, version.minor);
}

}  // namespace ecc

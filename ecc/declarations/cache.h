// A cache of the types that event headers were found to declare, kept for the next time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ecc/declarations/declarations.h"

namespace ecc {

// The event types of a header that includes nothing, so that its text and the compiler's flags
// are all that they depend on: from the user's cache, or from `read`, whose answer is kept.
std::optional<Declarations> CachedEventTypes(
    const std::vector<std::string>& flags, const std::string& header_text,
    const std::function<std::optional<Declarations>()>& read);

}  // namespace ecc

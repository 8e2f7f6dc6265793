// What an event header has besides types.
#pragma once

#include <string>
#include <string_view>

namespace ecc {

// The preprocessor's lines of a C source, and nothing else: each in its place, comments gone.
std::string DirectivesOf(std::string_view source);

}  // namespace ecc

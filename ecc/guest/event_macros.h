// The preprocessor directives of an event header, which it has besides types.
#pragma once

#include <string>
#include <string_view>

#include "support/source_files.h"

namespace ecc {

// The preprocessor's lines of a C source, and nothing else: each in its place, comments gone.
std::string DirectivesOf(std::string_view source);

// The directives of an event header.  Instead of what it includes from beside itself stand the
// directives of that: the types of both are in the generated header.
std::string MacrosOf(const std::string& path, SourceFiles& files);

}  // namespace ecc

// The contents of a command's table, in the formats that man and the shells read.
#pragma once

#include <string>
#include <string_view>

#include "support/command_line.h"

namespace ecc {

// `format` is man (a page of section 1), bash, zsh or fish (completions).  Throws UsageError
// for another.
std::string GenerateText(const Command& command, std::string_view format);

}  // namespace ecc

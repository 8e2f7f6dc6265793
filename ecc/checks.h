// What is wrong with a program that compiles: traps that show only when it is loaded, or later.
#pragma once

#include <string>
#include <vector>

#include "ecc/options.h"
#include "ecc/program.h"

namespace ecc {

// All of them: warnings, and an Error for what the kernel of --min-kernel lacks.
void CheckProgram(const EccOptions& options, const Program& program);

// The warnings that -Wno-NAME switches off and -WNAME on.
const std::vector<std::string_view>& WarningNames();

// Helpers that are for GPL programs alone, and a licence that is none for the kernel.
void CheckLicence(const EccOptions& options, const Program& program);

// Bytes between members, which an assignment of all members leaves as they were.
void CheckPadding(const EccOptions& options, const Program& program);

// Types of the event header that no source mentions.
void CheckEventTypes(const EccOptions& options, const Program& program);

}  // namespace ecc

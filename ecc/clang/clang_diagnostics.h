// The diagnostics of clang, as data.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/diagnostic.h"

namespace ecc {

// Options that make clang's text one line a diagnostic, whatever the user's own options say.
std::vector<std::string> OneLineDiagnostics();

// Such text, of clang and its linkers.  Notes belong to what stands before them.  Text without
// any diagnostic is one error.
std::vector<Diagnostic> ParseClangDiagnostics(std::string_view text);

// Passes clang's text on: as it is, or as data to the sink.
void EmitClangDiagnostics(std::string_view text);

}  // namespace ecc

// --diagnostics: errors, warnings and notes for machines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/diagnostic.h"

namespace ecc {

// A diagnostic as one line of JSON, as docs/errors.md describes it.
std::string JsonLine(const Diagnostic& diagnostic);

// A SARIF 2.1.0 document of such lines.
std::string SarifDocument(std::string_view lines);

// Looks for --diagnostics=text|json|sarif among the arguments, and lets what is said take that
// form from here on; also what is said of the other arguments.  Throws UsageError for another
// value.
void UseDiagnosticsFormat(const std::vector<std::string>& args);

}  // namespace ecc

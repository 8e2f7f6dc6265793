// The tools that a package was made with.
#pragma once

#include <string>

#include "support/json.h"

namespace ecc {

// Versions and digests: `clang` is the command that was run, `compiler` what it calls itself,
// `kernel_btf_digest` that of the BTF which vmlinux.h was made of; both may be empty.
Json ToolsJson(const std::string& clang, const std::string& compiler,
               const std::string& kernel_btf_digest);

}  // namespace ecc

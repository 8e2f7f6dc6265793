// What a package was made with.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "btfgen/support/byte_reader.h"

namespace ecc {

// What the compiler calls itself in an object that still has its DWARF: "Debian clang version
// 14.0.6"; empty when it does not.
std::string CompilerOf(ByteView object);

// Versions and digests: `clang` is the command that was run, `compiler` what it calls itself,
// `kernel_btf_digest` that of the BTF which vmlinux.h was made of; both may be empty.
nlohmann::ordered_json ToolsJson(const std::string& clang, const std::string& compiler,
                                 const std::string& kernel_btf_digest);

}  // namespace ecc

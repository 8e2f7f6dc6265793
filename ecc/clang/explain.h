// Why clang refused a program, where that is not the program's own fault.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "btfgen/btf/types.h"
#include "ecc/job/job.h"

namespace ecc {

// The oldest clang that writes the BTF and the CO-RE relocations that libbpf 1.x wants.
constexpr int kOldestClang = 10;

// "1.1", of the libbpf headers in a directory; empty when it has none.
std::string LibbpfVersion(const std::string& directory);

// True when clang's diagnostics mention what some libbpf has, so that headers of ours may help.
bool MentionsLibbpf(std::string_view diagnostics);

// Returns notes on the names that the diagnostics miss: the version of libbpf that brought them
// (`libbpf_version` is that of the headers, such as "1.1", or empty), and names near them in
// the kernel's BTF (`kernel`, null when there is none).
std::vector<std::string> ExplainNames(std::string_view diagnostics,
                                      std::string_view libbpf_version,
                                      const btf::Types* kernel);

// Throws Error for a compilation that failed, with what is known of the reason.  `kernel` is
// asked only where it matters, since it takes time.
[[noreturn]] void ThrowFailure(const Job& job, int exit_code, std::string_view diagnostics,
                               const std::function<const btf::Types*()>& kernel);

}  // namespace ecc

// The command line of `ecc`.
#pragma once

#include <string>
#include <vector>

namespace ecc {

struct EccOptions {
  std::string source;
  std::string event_header;  // empty: none
  std::string output_dir;    // empty: the source's own
  std::string clang = "clang";
  std::string btf;      // empty: the running kernel's
  std::string libbpf;   // has bpf/bpf_helpers.h, and replaces the system's; empty: the system's
  std::string vmlinux;  // this file is vmlinux.h; empty: made from BTF
  bool verbose = false;
  bool yaml = false;
  bool header_only = false;
  bool no_package = false;
  bool allow_opaque = false;
  std::vector<std::string> guest_sources;  // empty: no guest is built
  std::vector<std::string> guest_args;     // to clang, for the guest
  std::string wasi_sdk;                    // empty: the distribution's wasi-libc
  // What goes to clang as it is, in order: -I, -D, …, --additional-cflags, all after "--".
  std::vector<std::string> clang_args;
};

// Throws UsageError.  `--help` and `--version` are printed here, and the result is false.
bool ParseEccOptions(int argc, char** argv, EccOptions& options);

}  // namespace ecc

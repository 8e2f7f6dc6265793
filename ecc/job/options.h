// The command line of `ecc`.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ecc/job/depfile_options.h"
#include "support/architecture.h"

namespace ecc {

// The files that are compiled at once.
struct Unit {
  std::string source;                       // or an object
  std::vector<std::string> event_headers;   // that were named
  std::vector<std::string> shared_headers;  // others that a guest includes as well

  // Both.  Here, because the module with libclang is linked with nothing of ours.
  std::vector<std::string> headers() const {
    std::vector<std::string> all = event_headers;
    all.insert(all.end(), shared_headers.begin(), shared_headers.end());
    return all;
  }
};

struct EccOptions {
  std::vector<Unit> units;
  std::string link;        // the name of the object that all units make; empty: each its own
  unsigned jobs = 1;       // units at work at the same time
  std::string output_dir;  // empty: the source's own
  std::string clang = "clang";
  // The files with the BTF that vmlinux.h is made of, by architecture; "" stands for all
  // others.
  std::map<std::string, std::string> btf;
  // The architectures to compile for, at least one; the package carries an object for each.
  std::vector<const Architecture*> targets = {&HostArchitecture()};
  bool names_targets = false;       // they were asked for
  std::string compile_commands;     // empty: none is written
  std::vector<std::string> btfgen;  // kernels whose BTF the package carries, or directories
  std::string libbpf;   // has bpf/bpf_helpers.h, and replaces the system's; empty: the system's
  std::string vmlinux;  // this file is vmlinux.h; empty: made from BTF
  DepfileOptions depfile;
  std::string min_kernel;  // the oldest version of Linux that must run it; empty: any
  // Warnings that are off unless asked for, and were: "ecc-event-padding".
  std::vector<std::string> wanted_warnings;
  bool lists_prerequisites = false;  // for a depfile, or to build once more
  bool verifies = false;             // --verify-reproducible
  bool verbose = false;
  bool yaml = false;
  bool subskeletons = false;  // one for each unit of what is linked
  bool header_only = false;
  bool no_package = false;
  bool allow_opaque = false;
  bool force = false;                      // replace files that ecc has not made
  bool count_lost = false;                 // records that ring buffers have no room for
  bool whole_vmlinux = false;              // compile with all of vmlinux.h
  std::vector<std::string> guest_sources;  // empty: no guest is built
  std::vector<std::string> guest_args;     // to clang, for the guest
  std::string wasi_sdk;                    // empty: the distribution's wasi-libc
  // The options that go to clang as they are, in order: -I, -D, …, --additional-cflags, all
  // after "--".
  std::vector<std::string> clang_args;

  // Returns the unit that stands for the linked object: it has the first source's name, and all
  // event headers.
  Unit linked_unit() const;
};

// An object's name ends in ".o".
bool IsObjectFile(const std::string& path);

// Throws UsageError.  `--help` and `--version` are printed here, and the result is false.
bool ParseEccOptions(const std::vector<std::string>& args, EccOptions& options);

}  // namespace ecc

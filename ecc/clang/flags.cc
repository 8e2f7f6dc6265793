#include "ecc/clang/flags.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "ecc/clang/runtime_headers.h"
#include "support/error.h"

namespace ecc {

std::vector<std::string> CompilerFlags(const Job& job) {
  const Architecture& target = *job.target;
  bool is_native = target.is_big_endian == HostArchitecture().is_big_endian;
  std::vector<std::string> flags = {"-target",
                                    is_native              ? "bpf"
                                    : target.is_big_endian ? "bpfeb"
                                                           : "bpfel",
                                    "-g", "-O2",
                                    // It makes an object that no kernel takes; clang before 16
                                    // only warns.
                                    "-Werror=implicit-function-declaration"};
  if (!job.options.libbpf.empty()) {
    if (access((job.options.libbpf + "/bpf/bpf_helpers.h").c_str(), R_OK) != 0) {
      throw Error(code::kNoLibbpfHeaders,
                  fmt::format("'{}' has no bpf/bpf_helpers.h", job.options.libbpf),
                  "name the directory that `make install_headers` of libbpf fills");
    }
    flags.insert(flags.end(), {"-isystem", job.options.libbpf});
  }
  // libbpf's headers choose register names by this.
  bool is_given =
      std::any_of(job.options.clang_args.begin(), job.options.clang_args.end(),
                  [](const std::string& arg) { return arg.starts_with("-D__TARGET_ARCH_"); });
  if (!is_given)
    flags.push_back(fmt::format("-D__TARGET_ARCH_{}", target.name));
  if (job.options.count_lost)
    flags.insert(flags.end(), {"-include", CountLostHeader()});
  flags.insert(flags.end(), job.options.clang_args.begin(), job.options.clang_args.end());
  // Architecture headers such as <asm/types.h>, which clang does not look for with -target bpf:
  // of the distribution, and of its packages for cross compilers.
  for (const std::string& directory : {fmt::format("/usr/include/{}", target.triplet),
                                       fmt::format("/usr/{}/include", target.triplet)}) {
    if (access((directory + "/asm").c_str(), F_OK) == 0)
      flags.insert(flags.end(), {"-idirafter", directory});
  }
  return flags;
}

std::vector<std::string> WithCompatHeaders(std::vector<std::string> flags) {
  std::string compat = LibbpfCompatHeaders();
  if (!compat.empty())
    flags.insert(flags.end(), {"-isystem", compat});
  return flags;
}

std::vector<std::string> Remapped(std::vector<std::string> flags, const std::string& from,
                                  const std::string& to) {
  flags.insert(flags.end(), {"-Xclang", "-remap-file", "-Xclang", from + ";" + to});
  return flags;
}

std::vector<std::string> PlainCommand(const Job& job, const std::vector<std::string>& flags,
                                      const std::string& object) {
  std::vector<std::string> argv = {job.options.clang};
  argv.insert(argv.end(), flags.begin(), flags.end());
  argv.insert(argv.end(), {"-x", "c", "-c", job.unit.source, "-o", object});
  return argv;
}

}  // namespace ecc

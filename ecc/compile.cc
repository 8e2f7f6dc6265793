#include "ecc/compile.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "btfgen/btf/exports.h"
#include "btfgen/elf/strip.h"
#include "btfgen/support/error.h"
#include "btfgen/support/files.h"
#include "ecc/process.h"

namespace ecc {
namespace {

// The oldest clang that writes the BTF and the CO-RE relocations that libbpf 1.x wants.
constexpr int kOldestClang = 10;

std::string DirectoryOf(const std::string& path) {
  size_t slash = path.rfind('/');
  return slash == path.npos ? "." : path.substr(0, slash == 0 ? 1 : slash);
}

// clang writes an absolute path into BTF otherwise than a relative one, even where both are cut
// to the same end; so it gets relative ones only.
std::string RelativePath(const std::string& path) {
  return path.starts_with('/') ? std::filesystem::proximate(path).string() : path;
}

// The compiler keeps in BTF what a variable's type mentions.  A pointer in a section that
// libbpf does not know costs the program nothing.  The text follows the source's last line,
// so that no line number changes.
std::string WithExports(const std::string& source, const std::vector<std::string>& exports) {
  std::string text = source;
  if (!text.ends_with('\n'))
    text += '\n';
  for (size_t i = 0; i < exports.size(); ++i) {
    text += fmt::format(
        "const volatile {} *__ecc_export_{} __attribute__((section(\"{}\"), used));\n",
        exports[i], i, btf::kExportSection);
  }
  return text;
}

// What a failed compilation may be due to besides the source.  Asked only after a failure.
void ExplainFailure(const std::string& clang) {
  ProcessResult version = Run({clang, "-dumpversion"}, Capture::kOutput);
  int major = atoi(version.output.c_str());
  if (major != 0 && major < kOldestClang) {
    throw Error(fmt::format("'{}' is version {}, too old for BPF with BTF", clang, major),
                fmt::format("install clang {} or newer, or name one with -c", kOldestClang));
  }
  ProcessResult targets = Run({clang, "-print-targets"}, Capture::kOutput);
  if (targets.exit_code == 0 && targets.output.find("bpf") == std::string::npos) {
    throw Error(fmt::format("'{}' has no BPF target", clang),
                "install a clang with the BPF backend, or name one with -c");
  }
}

// What one run of clang gave.
struct Compilation {
  int exit_code = 0;
  std::string diagnostics;
  std::string object;
  Prerequisites read;  // if a depfile is wanted
};

Compilation RunClang(const EccOptions& options, const std::vector<std::string>& flags,
                     const std::vector<std::string>& exports) {
  TemporaryDirectory directory("ecc");
  std::string object = directory.path() + "/object.o";
  std::string source = RelativePath(options.source);

  std::vector<std::string> argv = {options.clang};
  argv.insert(argv.end(), flags.begin(), flags.end());
  // Same bytes wherever it is built: paths are cut to what lies below the source's directory,
  // and the source lines that BTF quotes come from the compiler's memory instead of a path.
  argv.insert(argv.end(), {"-gdwarf-5", "-gembed-source", "-fdebug-compilation-dir=.",
                           fmt::format("-ffile-prefix-map={}/=", DirectoryOf(source))});
  if (isatty(STDERR_FILENO) != 0)
    argv.push_back("-fcolor-diagnostics");
  if (!exports.empty()) {
    // The source keeps its name and its place; only its content is another.
    std::string extended = directory.path() + "/source.c";
    WriteFilesIfChanged({{extended, WithExports(ReadFile(options.source), exports)}});
    if (source.find(';') != std::string::npos) {
      throw Error(fmt::format("clang cannot take a path with ';': '{}'", options.source));
    }
    argv.insert(argv.end(), {"-Xclang", "-remap-file", "-Xclang", source + ";" + extended});
  }
  std::string depfile = directory.path() + "/object.d";
  if (options.depfile.wanted)
    argv.insert(argv.end(), {"-MD", "-MF", depfile, "-MT", "object"});
  argv.insert(argv.end(), {"-x", "c", "-c", source, "-o", object});

  if (options.verbose)
    WriteToStderr(JoinForDisplay(argv) + "\n");
  ProcessResult result = Run(argv, Capture::kErrors);
  if (!result.found) {
    throw Error(fmt::format("there is no '{}'", options.clang),
                "install clang (Debian: apt-get install clang), or name one with -c");
  }
  Compilation compilation{result.exit_code, std::move(result.output), "", {}};
  if (result.exit_code != 0)
    return compilation;
  if (access(object.c_str(), R_OK) != 0) {
    WriteToStderr(compilation.diagnostics);
    throw Error(fmt::format("'{}' wrote no object", options.clang),
                "leave out options such as -E, -S and -fsyntax-only");
  }
  compilation.object = ReadFile(object);
  if (options.depfile.wanted) {
    compilation.read.AddRule(ReadFile(depfile));
    compilation.read.Drop(directory.path());
  }
  return compilation;
}

}  // namespace

std::vector<std::string> CompilerFlags(const EccOptions& options) {
  const Architecture& target = *options.target;
  bool is_native = target.is_big_endian == HostArchitecture().is_big_endian;
  std::vector<std::string> flags = {"-target",
                                    is_native              ? "bpf"
                                    : target.is_big_endian ? "bpfeb"
                                                           : "bpfel",
                                    "-g", "-O2"};
  // libbpf's headers choose register names by this.
  bool is_given =
      std::any_of(options.clang_args.begin(), options.clang_args.end(),
                  [](const std::string& arg) { return arg.starts_with("-D__TARGET_ARCH_"); });
  if (!is_given)
    flags.push_back(fmt::format("-D__TARGET_ARCH_{}", target.name));
  flags.insert(flags.end(), options.clang_args.begin(), options.clang_args.end());
  // Architecture headers such as <asm/types.h>, which clang does not look for with -target bpf:
  // of the distribution, and of its packages for cross compilers.
  for (const std::string& directory : {fmt::format("/usr/include/{}", target.triplet),
                                       fmt::format("/usr/{}/include", target.triplet)}) {
    if (access((directory + "/asm").c_str(), F_OK) == 0)
      flags.insert(flags.end(), {"-idirafter", directory});
  }
  return flags;
}

std::string Compile(const EccOptions& options, const std::vector<std::string>& flags,
                    const std::vector<std::string>& exports, Prerequisites& read) {
  Compilation compilation = RunClang(options, flags, exports);
  WriteToStderr(compilation.diagnostics);
  if (compilation.exit_code != 0) {
    ExplainFailure(options.clang);
    throw Error(fmt::format("'{}' does not compile (clang's exit code is {})", options.source,
                            compilation.exit_code));
  }
  read = std::move(compilation.read);
  return elf::StripDebug(options.source, AsBytes(compilation.object));
}

std::optional<std::string> TryCompile(const EccOptions& options,
                                      const std::vector<std::string>& flags,
                                      const std::vector<std::string>& exports,
                                      const std::string& header, Prerequisites& read) {
  Compilation compilation = RunClang(options, flags, exports);
  if (compilation.exit_code != 0 || compilation.diagnostics.find(header) != std::string::npos)
    return std::nullopt;
  WriteToStderr(compilation.diagnostics);
  read = std::move(compilation.read);
  return elf::StripDebug(options.source, AsBytes(compilation.object));
}

std::vector<std::string> PlainCommand(const EccOptions& options,
                                      const std::vector<std::string>& flags,
                                      const std::string& object) {
  std::vector<std::string> argv = {options.clang};
  argv.insert(argv.end(), flags.begin(), flags.end());
  argv.insert(argv.end(), {"-x", "c", "-c", options.source, "-o", object});
  return argv;
}

}  // namespace ecc

#include "ecc/compile.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "btfgen/btf/exports.h"
#include "btfgen/support/error.h"
#include "btfgen/support/files.h"
#include "ecc/explain.h"
#include "ecc/finish_object.h"
#include "ecc/process.h"
#include "ecc/runtime_headers.h"

namespace ecc {
namespace {

// libbpf's headers choose register names by this.
constexpr const char* kTargetArch =
#if defined(__x86_64__) || defined(__i386__)
    "x86";
#elif defined(__aarch64__)
    "arm64";
#elif defined(__riscv)
    "riscv";
#elif defined(__s390__)
    "s390";
#elif defined(__powerpc__)
    "powerpc";
#elif defined(__loongarch__)
    "loongarch";
#elif defined(__arm__)
    "arm";
#elif defined(__mips__)
    "mips";
#else
#error "name this architecture as libbpf's bpf_tracing.h does"
#endif

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

// Found before all others, and instead of one that lies beside the source.
void AddOwnVmlinux(const EccOptions& options, std::vector<std::string>& flags) {
  if (access(options.vmlinux.c_str(), R_OK) != 0)
    throw Error(fmt::format("cannot read '{}': {}", options.vmlinux, strerror(errno)));
  auto remap = [&](const std::string& from) {
    flags.insert(flags.end(),
                 {"-Xclang", "-remap-file", "-Xclang", from + ";" + options.vmlinux});
  };
  if (std::filesystem::path(options.vmlinux).filename() == "vmlinux.h") {
    flags.insert(flags.end(), {"-I", DirectoryOf(options.vmlinux)});
  } else {
    // A file of another name lies, for clang, in a directory that is nowhere.
    constexpr const char* kNowhere = "/ecc-vmlinux";
    flags.insert(flags.end(), {"-I", kNowhere});
    remap(fmt::format("{}/vmlinux.h", kNowhere));
  }
  std::string beside = DirectoryOf(RelativePath(options.source)) + "/vmlinux.h";
  std::error_code ignored;
  if (std::filesystem::exists(beside, ignored) &&
      !std::filesystem::equivalent(beside, options.vmlinux, ignored))
    remap(beside);
}

std::string JoinForDisplay(const std::vector<std::string>& argv) {
  std::string text;
  for (const std::string& arg : argv) text += (text.empty() ? "" : " ") + arg;
  return text;
}

}  // namespace

std::vector<std::string> CompilerFlags(const EccOptions& options,
                                       const std::string& vmlinux_directory) {
  // An undeclared function makes an object that no kernel takes; clang before 16 only warns.
  std::vector<std::string> flags = {"-target",
                                    "bpf",
                                    "-g",
                                    "-O2",
                                    fmt::format("-D__TARGET_ARCH_{}", kTargetArch),
                                    "-Werror=implicit-function-declaration"};
  if (!options.vmlinux.empty())
    AddOwnVmlinux(options, flags);
  if (!options.libbpf.empty()) {
    if (access((options.libbpf + "/bpf/bpf_helpers.h").c_str(), R_OK) != 0) {
      throw Error(fmt::format("'{}' has no bpf/bpf_helpers.h", options.libbpf),
                  "name the directory that `make install_headers` of libbpf fills");
    }
    flags.insert(flags.end(), {"-isystem", options.libbpf});
  }
  flags.insert(flags.end(), options.clang_args.begin(), options.clang_args.end());
  // After all others: a vmlinux.h that is found anywhere else wins.
  for (const std::string& directory : {std::string(ECC_MULTIARCH_INCLUDE), vmlinux_directory}) {
    if (directory.empty() || access(directory.c_str(), F_OK) != 0)
      continue;
    flags.insert(flags.end(), {"-idirafter", directory});
  }
  return flags;
}

std::string Compile(const EccOptions& options, const std::vector<std::string>& flags,
                    const std::vector<std::string>& exports,
                    const std::function<const btf::Types*()>& kernel) {
  TemporaryDirectory directory("ecc");
  std::string object = directory.path() + "/object.o";
  std::string source = RelativePath(options.source);

  std::vector<std::string> argv = {options.clang};
  argv.insert(argv.end(), flags.begin(), flags.end());
  if (isatty(STDERR_FILENO) != 0)
    argv.push_back("-fcolor-diagnostics");
  // Same bytes wherever it is built: paths are cut to what lies below the source's directory,
  // and the source lines that BTF quotes come from the compiler's memory instead of a path.
  argv.insert(argv.end(), {"-gdwarf-5", "-gembed-source", "-fdebug-compilation-dir=.",
                           fmt::format("-ffile-prefix-map={}/=", DirectoryOf(source))});
  if (!exports.empty()) {
    // The source keeps its name and its place; only its content is another.
    std::string extended = directory.path() + "/source.c";
    WriteFilesIfChanged({{extended, WithExports(ReadFile(options.source), exports)}});
    if (source.find(';') != std::string::npos) {
      throw Error(fmt::format("clang cannot take a path with ';': '{}'", options.source));
    }
    argv.insert(argv.end(), {"-Xclang", "-remap-file", "-Xclang", source + ";" + extended});
  }
  argv.insert(argv.end(), {"-x", "c", "-c", source, "-o", object});

  if (options.verbose)
    fmt::print(stderr, "{}\n", JoinForDisplay(argv));
  ProcessResult result = Run(argv, Capture::kErrors);
  if (!result.found) {
    throw Error(fmt::format("there is no '{}'", options.clang),
                "install clang (Debian: apt-get install clang), or name one with -c");
  }
  std::string compat = LibbpfCompatHeaders();
  if (result.exit_code != 0 && !compat.empty() && MentionsLibbpf(result.output)) {
    // Once more, with what an older libbpf lacks.  Not at first: programs often bring such
    // macros themselves, and what clang says then must not change.
    argv.insert(argv.end(), {"-isystem", compat});
    result = Run(argv, Capture::kErrors);
  }
  WriteToStderr(result.output);
  if (result.exit_code != 0)
    ThrowFailure(options, result.exit_code, result.output, kernel);
  if (access(object.c_str(), R_OK) != 0) {
    throw Error(fmt::format("'{}' wrote no object", options.clang),
                "leave out options such as -E, -S and -fsyntax-only");
  }
  auto source_text = [&](const std::string& path) {
    // What is not below the source's directory has its whole path, and its text from clang.
    std::string file = DirectoryOf(options.source) + "/" + path;
    std::error_code ignored;
    return std::filesystem::is_regular_file(file, ignored) ? ReadFile(file) : "";
  };
  return FinishObject(options.source, AsBytes(ReadFile(object)), source_text);
}

}  // namespace ecc

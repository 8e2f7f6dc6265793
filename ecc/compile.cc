#include "ecc/compile.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "btfgen/btf/exports.h"
#include "btfgen/support/error.h"
#include "btfgen/support/files.h"
#include "ecc/clang_diagnostics.h"
#include "ecc/explain.h"
#include "ecc/finish_object.h"
#include "ecc/process.h"
#include "ecc/runtime_headers.h"
#include "ecc/tools.h"

namespace ecc {
namespace {

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

// What one run of clang gave.
struct Compilation {
  int exit_code = 0;
  std::string diagnostics;
  std::string object;
  Prerequisites read;  // if they are wanted
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
  if (GetDiagnosticSink() != nullptr) {
    std::vector<std::string> plain = OneLineDiagnostics();
    argv.insert(argv.end(), plain.begin(), plain.end());
  } else if (isatty(STDERR_FILENO) != 0) {
    argv.push_back("-fcolor-diagnostics");
  }
  if (!exports.empty()) {
    // The source keeps its name and its place; only its content is another.
    std::string extended = directory.path() + "/source.c";
    WriteFilesIfChanged({{extended, WithExports(ReadFile(options.source), exports)}});
    if (source.find(';') != std::string::npos) {
      throw Error(code::kPath,
                  fmt::format("clang cannot take a path with ';': '{}'", options.source));
    }
    argv.insert(argv.end(), {"-Xclang", "-remap-file", "-Xclang", source + ";" + extended});
  }
  std::string depfile = directory.path() + "/object.d";
  if (options.lists_prerequisites)
    argv.insert(argv.end(), {"-MD", "-MF", depfile, "-MT", "object"});
  argv.insert(argv.end(), {"-x", "c", "-c", source, "-o", object});

  if (options.verbose)
    PrintNote(JoinForDisplay(argv));
  ProcessResult result = Run(argv, Capture::kErrors);
  if (!result.found) {
    throw Error(code::kNoClang, fmt::format("there is no '{}'", options.clang),
                "install clang (Debian: apt-get install clang), or name one with -c");
  }
  // clang 14 loses count of its files when embedded source meets inline assembly, as in
  // bpf_tail_call_static.  FinishObject fills in the lines that are missing without.
  if (result.exit_code != 0 &&
      result.output.find("unassigned file number") != std::string::npos) {
    std::erase(argv, "-gembed-source");
    std::erase(argv, "-gdwarf-5");
    result = Run(argv, Capture::kErrors);
  }
  std::string compat = LibbpfCompatHeaders();
  if (result.exit_code != 0 && !compat.empty() && MentionsLibbpf(result.output)) {
    // Once more, with what an older libbpf lacks.  Not at first: programs often bring such
    // macros themselves, and what clang says then must not change.
    argv.insert(argv.end(), {"-isystem", compat});
    result = Run(argv, Capture::kErrors);
  }
  Compilation compilation{result.exit_code, std::move(result.output), "", {}};
  if (result.exit_code != 0)
    return compilation;
  if (access(object.c_str(), R_OK) != 0) {
    EmitClangDiagnostics(compilation.diagnostics);
    throw Error(code::kNoObject, fmt::format("'{}' wrote no object", options.clang),
                "leave out options such as -E, -S and -fsyntax-only");
  }
  compilation.object = ReadFile(object);
  if (options.lists_prerequisites) {
    compilation.read.AddRule(ReadFile(depfile));
    compilation.read.Drop(directory.path());
  }
  return compilation;
}

void ReplaceAll(std::string& text, const std::string& from, const std::string& to) {
  if (from == to)
    return;
  for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string Finished(const EccOptions& options, const std::string& object) {
  auto source_text = [&](const std::string& path) {
    // What is not below the source's directory has its whole path, and its text from clang.
    std::string file = DirectoryOf(options.source) + "/" + path;
    std::error_code ignored;
    return std::filesystem::is_regular_file(file, ignored) ? ReadFile(file) : "";
  };
  return FinishObject(options.source, AsBytes(object), source_text);
}

}  // namespace

std::vector<std::string> CompilerFlags(const EccOptions& options) {
  const Architecture& target = *options.target;
  bool is_native = target.is_big_endian == HostArchitecture().is_big_endian;
  std::vector<std::string> flags = {"-target",
                                    is_native              ? "bpf"
                                    : target.is_big_endian ? "bpfeb"
                                                           : "bpfel",
                                    "-g", "-O2",
                                    // It makes an object that no kernel takes; clang before 16
                                    // only warns.
                                    "-Werror=implicit-function-declaration"};
  if (!options.libbpf.empty()) {
    if (access((options.libbpf + "/bpf/bpf_helpers.h").c_str(), R_OK) != 0) {
      throw Error(code::kNoLibbpfHeaders,
                  fmt::format("'{}' has no bpf/bpf_helpers.h", options.libbpf),
                  "name the directory that `make install_headers` of libbpf fills");
    }
    flags.insert(flags.end(), {"-isystem", options.libbpf});
  }
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

std::string Compile(const EccOptions& options, const KernelHeader& header,
                    const std::vector<std::string>& exports,
                    const std::function<const btf::Types*()>& kernel, ClangReport& report) {
  Compilation compilation = RunClang(options, header.flags, exports);
  // People want to open the file.
  if (!header.path.empty())
    ReplaceAll(compilation.diagnostics, header.path, header.file);
  EmitClangDiagnostics(compilation.diagnostics);
  if (compilation.exit_code != 0)
    ThrowFailure(options, compilation.exit_code, compilation.diagnostics, kernel);
  report = {std::move(compilation.read), CompilerOf(AsBytes(compilation.object))};
  return Finished(options, compilation.object);
}

std::optional<std::string> TryCompile(const EccOptions& options, const KernelHeader& header,
                                      const std::vector<std::string>& exports,
                                      ClangReport& report) {
  Compilation compilation = RunClang(options, header.cut_flags, exports);
  if (compilation.exit_code != 0 ||
      compilation.diagnostics.find(header.path) != std::string::npos)
    return std::nullopt;
  EmitClangDiagnostics(compilation.diagnostics);
  report = {std::move(compilation.read), CompilerOf(AsBytes(compilation.object))};
  return Finished(options, compilation.object);
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

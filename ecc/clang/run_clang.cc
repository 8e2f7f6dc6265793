// One run, and up to two more: clang 14 fails over inline assembly when it embeds sources, and
// programs for a newer libbpf miss names that our headers add.  Both are known by what clang
// says of the first run.
#include "ecc/clang/run_clang.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "btfgen/btf/exports.h"
#include "ecc/clang/clang_diagnostics.h"
#include "ecc/clang/explain.h"
#include "ecc/clang/flags.h"
#include "ecc/clang/runtime_headers.h"
#include "support/error.h"
#include "support/files.h"
#include "support/paths.h"
#include "support/process.h"

namespace ecc {
namespace {

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

}  // namespace

Compilation RunClang(const Job& job, const std::vector<std::string>& flags,
                     const std::vector<std::string>& exports) {
  TemporaryDirectory directory("ecc");
  std::string object = directory.path() + "/object.o";
  std::string source = RelativePath(job.unit.source);

  std::vector<std::string> argv = {job.options.clang};
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
    WriteFilesIfChanged({{extended, WithExports(job.files.Read(job.unit.source), exports)}});
    if (source.find(';') != std::string::npos) {
      throw Error(code::kPath,
                  fmt::format("clang cannot take a path with ';': '{}'", job.unit.source));
    }
    argv = Remapped(std::move(argv), source, extended);
  }
  std::string depfile = directory.path() + "/object.d";
  if (job.options.lists_prerequisites)
    argv.insert(argv.end(), {"-MD", "-MF", depfile, "-MT", "object"});
  argv.insert(argv.end(), {"-x", "c", "-c", source, "-o", object});

  if (job.options.verbose)
    PrintNote(JoinForDisplay(argv));
  ProcessResult result = Run(argv, Capture::kErrors);
  if (!result.found) {
    throw Error(code::kNoClang, fmt::format("there is no '{}'", job.options.clang),
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
    throw Error(code::kNoObject, fmt::format("'{}' wrote no object", job.options.clang),
                "leave out options such as -E, -S and -fsyntax-only");
  }
  compilation.object = ReadFile(object);
  if (job.options.lists_prerequisites) {
    compilation.read.AddRule(ReadFile(depfile));
    compilation.read.Drop(directory.path());
  }
  return compilation;
}

}  // namespace ecc

#include "ecc/program/compile.h"

#include <filesystem>

#include "btfgen/elf/object.h"
#include "ecc/clang/clang_diagnostics.h"
#include "ecc/clang/explain.h"
#include "ecc/clang/run_clang.h"
#include "ecc/program/finish_object.h"
#include "support/paths.h"
#include "support/text.h"

namespace ecc {
namespace {

// Returns the name that the compiler gives itself in an object that still has its DWARF:
// "Debian clang version 14.0.6"; empty when it gives none.
std::string CompilerOf(ByteView object) {
  elf::Object file = elf::Read("object", object);
  const elf::Section* strings = file.FindSection(".debug_str");
  if (strings == nullptr)
    return "";
  std::string_view text = AsText(strings->bytes);
  size_t at = text.find("clang version ");
  if (at == text.npos)
    return "";
  size_t start = at == 0 ? 0 : text.rfind('\0', at) + 1;
  return std::string(text.substr(start, text.find('\0', at) - start));
}

std::string Finished(const Job& job, const std::string& object) {
  auto source_text = [&](const std::string& path) {
    // A file that is not below the source's directory has its whole path, and its text from
    // clang.
    std::string file = DirectoryOf(job.unit.source) + "/" + path;
    std::error_code ignored;
    return std::filesystem::is_regular_file(file, ignored) ? job.files.Read(file) : "";
  };
  return FinishObject(job.unit.source, AsBytes(object), source_text);
}

}  // namespace

std::string Compile(const Job& job, const KernelHeader& header,
                    const std::vector<std::string>& exports,
                    const std::function<const btf::Types*()>& kernel, ClangReport& report) {
  Compilation compilation = RunClang(job, header.flags, exports);
  // People want to open the file.
  if (!header.path.empty())
    ReplaceAll(compilation.diagnostics, header.path, header.file);
  EmitClangDiagnostics(compilation.diagnostics);
  if (compilation.exit_code != 0)
    ThrowFailure(job, compilation.exit_code, compilation.diagnostics, kernel);
  report = {std::move(compilation.read), CompilerOf(AsBytes(compilation.object))};
  return Finished(job, compilation.object);
}

std::optional<std::string> TryCompile(const Job& job, const KernelHeader& header,
                                      const std::vector<std::string>& exports,
                                      ClangReport& report) {
  Compilation compilation = RunClang(job, header.cut_flags, exports);
  if (compilation.exit_code != 0 ||
      compilation.diagnostics.find(header.path) != std::string::npos)
    return std::nullopt;
  EmitClangDiagnostics(compilation.diagnostics);
  report = {std::move(compilation.read), CompilerOf(AsBytes(compilation.object))};
  return Finished(job, compilation.object);
}

}  // namespace ecc

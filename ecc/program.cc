#include "ecc/program.h"

#include <fmt/format.h>

#include <optional>

#include "btfgen/support/error.h"
#include "btfgen/support/files.h"
#include "ecc/compile.h"
#include "ecc/compile_commands.h"
#include "ecc/enum_values.h"
#include "ecc/finish_object.h"
#include "ecc/kernel_header.h"
#include "ecc/outputs.h"

namespace ecc {
namespace {

class ProgramCompiler {
 public:
  ProgramCompiler(const EccOptions& options, VmlinuxCache& vmlinux)
      : options_(options), vmlinux_(vmlinux) {}

  // With the cut vmlinux.h where there is one; in doubt, and always before an error is
  // reported, with the whole.
  Program Compile(const KernelHeader& header) {
    if (!header.cut_flags.empty()) {
      if (std::optional<Program> program = TryCut(header))
        return std::move(*program);
      if (options_.verbose)
        PrintNote("ecc: once more, with the whole vmlinux.h");
    }
    bool is_alone = false;
    Declarations declarations = Declare(header.flags, is_alone);
    auto kernel = [&]() -> const btf::Types* {
      const Input* input = vmlinux_.kernel();
      return input == nullptr ? nullptr : &input->resolver().types();
    };
    try {
      std::string object =
          ecc::Compile(options_, header, declarations.event_types, kernel, clang_);
      return Finish(header, header.flags, std::move(object), std::move(declarations));
    } catch (const Error&) {
      // The header may be at fault, which so far was read alone.  Then this says how.
      if (is_alone)
        ReadDeclarations(options_, header.flags);
      throw;
    }
  }

 private:
  std::optional<Program> TryCut(const KernelHeader& header) {
    bool is_alone = false;
    Declarations declarations = Declare(header.cut_flags, is_alone);
    std::optional<std::string> object =
        TryCompile(options_, header, declarations.event_types, clang_);
    if (!object)
      return std::nullopt;
    return Finish(header, header.cut_flags, std::move(*object), std::move(declarations));
  }

  // What the source and the event header declare; `is_alone` tells whether the header was read
  // without the source.
  Declarations Declare(const std::vector<std::string>& flags, bool& is_alone) const {
    bool has_header = !options_.event_header.empty();
    bool has_comments = MayHaveComments(ReadFile(options_.source));
    if (has_header && !has_comments) {
      std::optional<Declarations> declarations =
          ReadEventTypesAlone(options_, flags, ReadFile(options_.event_header));
      is_alone = declarations.has_value();
      if (is_alone)
        return *declarations;
    }
    return has_header || has_comments ? ReadDeclarations(options_, flags) : Declarations();
  }

  Program Finish(const KernelHeader& header, const std::vector<std::string>& flags,
                 std::string object, Declarations declarations) {
    Program program =
        ReadProgram(options_, BaseName(options_.source) + ".bpf.o", std::move(object));
    program.declarations = std::move(declarations);
    if (HasUncertainEnums(program.model)) {
      program.enumerators = ReadEnumerators(options_, flags);
      RepairEnums(program.model, program.enumerators);
    }
    program.read.Add(options_.source);
    program.read.Add(options_.event_header);
    for (const std::string& path : clang_.read.paths()) program.read.Add(path);
    if (!header.path.empty() && header.path != header.file)
      program.read.Drop(header.path.substr(0, header.path.rfind('/')));
    program.read.Add(header.generated_from.empty() ? header.file : header.generated_from);
    program.compiler = clang_.compiler;
    if (!header.generated_from.empty())
      program.kernel_btf_digest = vmlinux_.digest();
    return program;
  }

  const EccOptions& options_;
  VmlinuxCache& vmlinux_;
  ClangReport clang_;
};

}  // namespace

Program ReadProgram(const EccOptions& options, const std::string& file, std::string object) {
  Program program;
  Diagnostics warnings;
  layout::Selection selection;
  if (options.allow_opaque)
    selection.warnings = &warnings;
  program.object = std::make_unique<Input>(file, std::move(object));
  program.model = program.object->Build(selection);
  for (const std::string& warning : warnings.findings())
    PrintWarning("ecc", code::kOpaque, warning);
  return program;
}

Program MakeProgram(const EccOptions& options, VmlinuxCache& vmlinux) {
  if (!IsObjectFile(options.source)) {
    KernelHeader header = ChooseKernelHeader(options, CompilerFlags(options), vmlinux);
    if (!options.compile_commands.empty()) {
      // Before anything can fail: clangd is wanted most for a program that does not compile.
      std::string object = OutputStem(options) + ".bpf.o";
      AddCompileCommand(
          options.compile_commands,
          {options.source, object, PlainCommand(options, header.plain_flags, object)});
    }
    return ProgramCompiler(options, vmlinux).Compile(header);
  }
  std::string bytes = ReadFile(options.source);
  if (!elf::IsElf(AsBytes(bytes)))
    throw Error(code::kBadObject, fmt::format("'{}' is no object", options.source));
  Program program = ReadProgram(
      options, BaseName(options.source) + ".bpf.o",
      FinishObject(options.source, AsBytes(bytes), [](const std::string&) { return ""; }));
  program.read.Add(options.source);
  return program;
}

}  // namespace ecc

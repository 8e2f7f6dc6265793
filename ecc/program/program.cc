// Compiled with the cut vmlinux.h first, and with the whole one when anything is odd: an error
// is only ever reported of the whole header, so that cutting cannot be its reason.
#include "ecc/program/program.h"

#include <fmt/format.h>

#include <optional>

#include "ecc/clang/compile_commands.h"
#include "ecc/clang/flags.h"
#include "ecc/kernel/kernel_header.h"
#include "ecc/program/compile.h"
#include "ecc/program/finish_object.h"
#include "support/error.h"
#include "support/files.h"
#include "support/paths.h"

namespace ecc {
namespace {

// Parts of what is linked have no loader that would compare them.
layout::Knowledge KernelKnowledge(const Job& job, VmlinuxCache& vmlinux) {
  layout::Knowledge knowledge;
  if (job.options.link.empty())
    knowledge.kernel = [&vmlinux] { return vmlinux.kernel(); };
  return knowledge;
}

class ProgramCompiler {
 public:
  ProgramCompiler(const Job& job, VmlinuxCache& vmlinux) : job_(job), vmlinux_(vmlinux) {}

  // With the cut vmlinux.h where there is one; in doubt, and always before an error is
  // reported, with the whole.
  CompiledProgram Compile(const KernelHeader& header) {
    if (!header.cut_flags.empty()) {
      if (std::optional<CompiledProgram> program = TryCut(header))
        return std::move(*program);
      if (job_.options.verbose)
        PrintNote("ecc: once more, with the whole vmlinux.h");
    }
    bool is_alone = false;
    Declarations declarations = Declare(header.flags, is_alone);
    auto kernel = [&]() -> const btf::Types* {
      const BtfFile* input = vmlinux_.kernel();
      return input == nullptr ? nullptr : &input->resolver().types();
    };
    try {
      std::string object = ecc::Compile(job_, header, declarations.event_types, kernel, clang_);
      return Finish(header, header.flags, std::move(object), std::move(declarations));
    } catch (const Error&) {
      // The header may be at fault, which so far was read alone.  Then this says how.
      if (is_alone)
        ReadDeclarations(job_, header.flags);
      throw;
    }
  }

 private:
  std::optional<CompiledProgram> TryCut(const KernelHeader& header) {
    bool is_alone = false;
    Declarations declarations = Declare(header.cut_flags, is_alone);
    std::optional<std::string> object =
        TryCompile(job_, header, declarations.event_types, clang_);
    if (!object)
      return std::nullopt;
    return Finish(header, header.cut_flags, std::move(*object), std::move(declarations));
  }

  // Reads the declarations of the source and of the event header; `is_alone` tells whether the
  // header was read without the source.
  Declarations Declare(const std::vector<std::string>& flags, bool& is_alone) const {
    std::vector<std::string> headers = job_.unit.headers();
    bool has_header = !headers.empty();
    bool has_comments = MayHaveComments(job_.files.Read(job_.unit.source));
    if (headers.size() == 1 && !has_comments) {
      std::optional<Declarations> declarations =
          ReadEventTypesAlone(job_, flags, job_.files.Read(headers.front()));
      is_alone = declarations.has_value();
      if (is_alone)
        return *declarations;
    }
    return has_header || has_comments ? ReadDeclarations(job_, flags) : Declarations();
  }

  CompiledProgram Finish(const KernelHeader& header, const std::vector<std::string>& flags,
                         std::string object, Declarations declarations) {
    layout::EnumeratorsByName enumerators;
    layout::Knowledge knowledge = KernelKnowledge(job_, vmlinux_);
    knowledge.enumerators = [&]() -> const layout::EnumeratorsByName& {
      if (enumerators.empty())
        enumerators = ReadEnumerators(job_, flags);
      return enumerators;
    };
    knowledge.constants = declarations.constants;
    knowledge.own_types = {declarations.event_types.begin(), declarations.event_types.end()};
    CompiledProgram program =
        ReadProgram(job_, BaseName(job_.unit.source) + ".bpf.o", std::move(object), knowledge);
    program.declarations = std::move(declarations);
    program.enumerators = std::move(enumerators);
    program.read.Add(job_.unit.source);
    for (const std::string& shared : job_.unit.headers()) program.read.Add(shared);
    for (const std::string& path : clang_.read.paths()) program.read.Add(path);
    if (!header.path.empty() && header.path != header.file)
      program.read.Drop(DirectoryOf(header.path));
    program.read.Add(header.generated_from.empty() ? header.file : header.generated_from);
    program.compiler = clang_.compiler;
    if (!header.generated_from.empty())
      program.kernel_btf_digest = vmlinux_.digest();
    return program;
  }

  const Job& job_;
  VmlinuxCache& vmlinux_;
  ClangReport clang_;
};

}  // namespace

CompiledProgram ReadProgram(const Job& job, const std::string& file, std::string object,
                            const layout::Knowledge& knowledge) {
  CompiledProgram program;
  Findings warnings;
  layout::Selection selection;
  selection.knowledge = &knowledge;
  if (job.options.allow_opaque)
    selection.warnings = &warnings;
  program.object = std::make_unique<BtfFile>(file, std::move(object));
  program.model = program.object->Build(selection);
  for (const Diagnostic& warning : warnings.list())
    PrintWarning("ecc", code::kOpaque, warning.place, warning.message);
  return program;
}

CompiledProgram MakeProgram(const Job& job, VmlinuxCache& vmlinux) {
  if (!IsObjectFile(job.unit.source)) {
    KernelHeader header = ChooseKernelHeader(job, CompilerFlags(job), vmlinux);
    if (!job.options.compile_commands.empty()) {
      // Before anything can fail: clangd is wanted most for a program that does not compile.
      std::string object = OutputStem(job) + ".bpf.o";
      AddCompileCommand(
          job.options.compile_commands,
          {job.unit.source, object, PlainCommand(job, header.plain_flags, object)});
    }
    return ProgramCompiler(job, vmlinux).Compile(header);
  }
  std::string bytes = job.files.Read(job.unit.source);
  if (!elf::IsElf(AsBytes(bytes)))
    throw Error(code::kBadObject, fmt::format("'{}' is no object", job.unit.source));
  CompiledProgram program = ReadProgram(
      job, BaseName(job.unit.source) + ".bpf.o",
      FinishObject(job.unit.source, AsBytes(bytes), [](const std::string&) { return ""; }),
      KernelKnowledge(job, vmlinux));
  program.read.Add(job.unit.source);
  return program;
}

}  // namespace ecc

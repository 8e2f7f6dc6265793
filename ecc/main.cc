// The `ecc` command: source in; object, header, skeleton and package out.
#include <fmt/format.h>

#include <map>

#include "btfgen/layout/diff.h"
#include "ecc/check/check_program.h"
#include "ecc/guest/shared_headers.h"
#include "ecc/job/job.h"
#include "ecc/kernel/kernel_btf.h"
#include "ecc/output/outputs.h"
#include "ecc/program/program.h"
#include "ecc/verbs/verbs.h"
#include "ecc/verbs/verify.h"
#include "support/diagnostics_format.h"
#include "support/error.h"
#include "support/parallel.h"
#include "support/process.h"

namespace ecc {
namespace {

// A kernel for each architecture.
using Kernels = std::map<const Architecture*, VmlinuxCache>;

Kernels FindKernels(const EccOptions& options) {
  Kernels kernels;
  for (const Architecture* target : options.targets)
    kernels.try_emplace(target, FindKernelBtf(options, *target));
  return kernels;
}

// All sources of a job, linked where they are to be one object.
CompiledProgram Make(const Job& job, Kernels& kernels) {
  VmlinuxCache& vmlinux = kernels.at(job.target);
  if (job.options.link.empty())
    return MakeProgram(job, vmlinux);
  std::vector<CompiledProgram> programs(job.options.units.size());
  bool is_good = ForEach(programs.size(), job.options.jobs, [&](size_t i) {
    programs[i] = MakeProgram(job.For(job.options.units[i]), vmlinux);
  });
  if (!is_good)
    throw Error(code::kLink, fmt::format("'{}' is not linked", job.options.link));
  return LinkPrograms(job, programs, vmlinux);
}

// The objects for all architectures but the first.  User space is compiled once, so that what
// it shares must have one layout.
std::vector<Variant> MakeVariants(const Job& job, CompiledProgram& first, Kernels& kernels) {
  std::vector<Variant> variants;
  for (size_t i = 1; i < job.options.targets.size(); ++i) {
    const Architecture& target = *job.options.targets[i];
    CompiledProgram program = Make(job.For(target), kernels);
    if (program.model.big_endian != first.model.big_endian) {
      throw Error(code::kVariant,
                  fmt::format("{} for {} has another byte order than for {}", job.unit.source,
                              target.name, job.target->name),
                  "make a package of its own for it");
    }
    std::vector<layout::TypeDifference> differences = Diff(first.model, program.model);
    if (!differences.empty()) {
      throw Error(code::kVariant,
                  layout::FormatDifferences(differences, job.target->name, target.name),
                  "give such members types of fixed width, or make a package for each");
    }
    for (const std::string& path : program.read.paths()) first.read.Add(path);
    variants.push_back({std::string(target.name), program.object->bytes()});
  }
  return variants;
}

struct Made {
  std::vector<OutputFile> files;
  Prerequisites read;
};

Made MakeFiles(const Job& job, Kernels& kernels) {
  CompiledProgram program = Make(job, kernels);
  CheckProgram(job, program);
  std::vector<Variant> variants = MakeVariants(job, program, kernels);
  Made made;
  made.files = Generate(job, program, variants);
  made.read = std::move(program.read);
  return made;
}

std::vector<Job> JobsOf(const EccOptions& options, SourceFiles& files) {
  std::vector<Job> jobs;
  if (options.link.empty()) {
    for (const Unit& unit : options.units)
      jobs.push_back({options, unit, options.targets.front(), files});
  } else {
    jobs.push_back({options, options.linked_unit(), options.targets.front(), files});
  }
  return jobs;
}

void Write(const EccOptions& options, const std::vector<OutputFile>& files) {
  CheckPaths(options, files);
  std::vector<bool> written = WriteFilesIfChanged(files);
  for (size_t i = 0; i < files.size(); ++i) {
    fmt::print("{} ({} bytes{})\n", files[i].path, files[i].content.size(),
               written[i] ? "" : ", unchanged");
  }
}

int Main(int argc, char** argv) {
  std::vector<std::string> args(argv + 1, argv + argc);
  UseDiagnosticsFormat(args);
  if (const Verb* verb = args.empty() ? nullptr : FindVerb(args.front()))
    return verb->main({args.begin() + 1, args.end()});
  EccOptions options;
  if (!ParseEccOptions(args, options))
    return 0;

  SourceFiles sources;
  FindSharedHeaders(options, sources);
  Kernels kernels = FindKernels(options);
  std::vector<Job> jobs = JobsOf(options, sources);
  std::vector<Made> made(jobs.size());
  bool is_good = ForEach(jobs.size(), options.jobs,
                         [&](size_t i) { made[i] = MakeFiles(jobs[i], kernels); });
  Made all;
  for (const Made& one : made) {
    all.files.insert(all.files.end(), one.files.begin(), one.files.end());
    for (const std::string& path : one.read.paths()) all.read.Add(path);
  }
  sources.CheckUnchanged();
  Write(options, all.files);
  if (is_good && options.verifies)
    VerifyReproducible(args, all.read, all.files);
  return is_good ? 0 : 1;
}

}  // namespace
}  // namespace ecc

int main(int argc, char** argv) {
  int code = ecc::RunMain("ecc", ecc::Main, argc, argv);
  ecc::DieOfPendingSignal();
  return code;
}

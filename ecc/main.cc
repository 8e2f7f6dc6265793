// The `ecc` command: source in; object, header, skeleton and package out.
#include <fmt/format.h>
#include <unistd.h>

#include <map>

#include "btfgen/layout/diff.h"
#include "btfgen/support/error.h"
#include "btfgen/support/files.h"
#include "btfgen/support/nearest.h"
#include "ecc/checks.h"
#include "ecc/diagnostics_format.h"
#include "ecc/doctor.h"
#include "ecc/init.h"
#include "ecc/kernel_btf.h"
#include "ecc/kernel_types.h"
#include "ecc/options.h"
#include "ecc/outputs.h"
#include "ecc/parallel.h"
#include "ecc/process.h"
#include "ecc/program.h"
#include "ecc/verify.h"
#include "ecc/vmlinux_cache.h"

namespace ecc {
namespace {

// The options as for this unit alone.
EccOptions ForUnit(const EccOptions& options, const Unit& unit) {
  EccOptions one = options;
  one.source = unit.source;
  one.event_header = unit.event_header;
  return one;
}

// A kernel for each architecture.
using Kernels = std::map<const Architecture*, VmlinuxCache>;

// All sources of a job, linked where they are to be one object.
Program Make(const EccOptions& options, Kernels& kernels) {
  VmlinuxCache& vmlinux = kernels.at(options.target);
  if (options.link.empty())
    return MakeProgram(options, vmlinux);
  std::vector<Program> programs(options.units.size());
  bool is_good = ForEach(programs.size(), options.jobs, [&](size_t i) {
    programs[i] = MakeProgram(ForUnit(options, options.units[i]), vmlinux);
  });
  if (!is_good)
    throw Error(code::kLink, fmt::format("'{}' is not linked", options.link));
  return LinkPrograms(options, programs);
}

// The objects for all architectures but the first.  User space is compiled once, so that what
// it shares must have one layout.
std::vector<Variant> MakeVariants(const EccOptions& options, Program& first, Kernels& kernels) {
  std::vector<Variant> variants;
  for (size_t i = 1; i < options.targets.size(); ++i) {
    EccOptions other = options;
    other.target = options.targets[i];
    Program program = Make(other, kernels);
    std::string file = fmt::format("{} for {}", options.source, other.target->name);
    if (program.model.big_endian != first.model.big_endian) {
      throw Error(
          code::kVariant,
          fmt::format("{} has another byte order than for {}", file, options.target->name),
          "make a package of its own for it");
    }
    std::vector<layout::TypeDifference> differences = Diff(first.model, program.model);
    if (!differences.empty()) {
      throw Error(
          code::kVariant,
          layout::FormatDifferences(differences, options.target->name, other.target->name),
          "give such members types of fixed width, or make a package for each");
    }
    for (const std::string& path : program.read.paths()) first.read.Add(path);
    variants.push_back({std::string(other.target->name), program.object->bytes()});
  }
  return variants;
}

struct Made {
  std::vector<OutputFile> files;
  Prerequisites read;
};

Made MakeFiles(const EccOptions& options, Kernels& kernels) {
  Program program = Make(options, kernels);
  MarkKernelTypes(program.model, program.declarations.event_types, kernels.at(options.target));
  CheckProgram(options, program);
  std::vector<Variant> variants = MakeVariants(options, program, kernels);
  Made made;
  made.files = Generate(options, program, variants);
  made.read = std::move(program.read);
  return made;
}

void Write(const EccOptions& options, const std::vector<OutputFile>& files) {
  CheckPaths(options, files);
  std::vector<bool> written = WriteFilesIfChanged(files);
  for (size_t i = 0; i < files.size(); ++i) {
    fmt::print("{} ({} bytes{})\n", files[i].path, files[i].content.size(),
               written[i] ? "" : ", unchanged");
  }
}

struct Verb {
  std::string_view name;
  int (*main)(const std::vector<std::string>& args);
};

constexpr Verb kVerbs[] = {{"init", InitMain}, {"doctor", DoctorMain}};

// The verb that the first argument is; null for a source.  Throws UsageError for a word that is
// neither.
const Verb* FindVerb(const std::string& word) {
  std::vector<std::string_view> names;
  for (const Verb& verb : kVerbs) {
    if (word == verb.name)
      return &verb;
    names.push_back(verb.name);
  }
  if (word.find_first_of("./") == word.npos && access(word.c_str(), F_OK) != 0) {
    std::vector<std::string> nearest = Nearest(word, names, 1);
    if (!nearest.empty()) {
      throw UsageError(fmt::format("'{}' is no verb, and no source", word),
                       fmt::format("did you mean {}?", nearest[0]));
    }
  }
  return nullptr;
}

int Main(int argc, char** argv) {
  std::vector<std::string> args(argv + 1, argv + argc);
  UseDiagnosticsFormat(args);
  if (const Verb* verb = args.empty() ? nullptr : FindVerb(args.front()))
    return verb->main({args.begin() + 1, args.end()});
  EccOptions options;
  if (!ParseEccOptions(argc, argv, options))
    return 0;
  Kernels kernels;
  for (const Architecture* target : options.targets)
    kernels.try_emplace(target, FindKernelBtf(options, *target));
  kernels.try_emplace(options.target, FindKernelBtf(options, *options.target));

  std::vector<EccOptions> jobs;
  if (options.link.empty()) {
    for (const Unit& unit : options.units) jobs.push_back(ForUnit(options, unit));
  } else {
    jobs.push_back(options);
  }
  std::vector<Made> made(jobs.size());
  bool is_good = ForEach(jobs.size(), options.jobs,
                         [&](size_t i) { made[i] = MakeFiles(jobs[i], kernels); });
  Made all;
  for (const Made& one : made) {
    all.files.insert(all.files.end(), one.files.begin(), one.files.end());
    for (const std::string& path : one.read.paths()) all.read.Add(path);
  }
  Write(options, all.files);
  if (is_good && options.verifies)
    VerifyReproducible({argv + 1, argv + argc}, all.read, all.files);
  return is_good ? 0 : 1;
}

}  // namespace
}  // namespace ecc

int main(int argc, char** argv) {
  int code = ecc::RunMain("ecc", ecc::Main, argc, argv);
  ecc::DieOfPendingSignal();
  return code;
}

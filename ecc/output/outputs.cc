// All files of a program are made in memory before the first is written: either all of them are
// there, or none has changed.
#include "ecc/output/outputs.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "btfgen/emit/c_header.h"
#include "btfgen/emit/c_skeleton.h"
#include "btfgen/emit/c_subskeleton.h"
#include "ecc/guest/embedded_object.h"
#include "ecc/guest/guest.h"
#include "ecc/job/prerequisites.h"
#include "ecc/output/carried_btf.h"
#include "ecc/output/package.h"
#include "ecc/output/tools.h"
#include "support/error.h"
#include "support/json.h"
#include "support/paths.h"

namespace ecc {
namespace {

std::string Serialize(const Job& job, const Json& json) {
  return job.options.yaml ? ToYaml(json) : json.Dump(2) + "\n";
}

// The object that was given is not written once more over itself.
bool IsGiven(const Job& job, const std::string& path) {
  std::error_code ignored;
  return job.options.link.empty() && IsObjectFile(job.unit.source) &&
         std::filesystem::equivalent(path, job.unit.source, ignored);
}

std::vector<OutputFile> Subskeletons(const Job& job, const CompiledProgram& program,
                                     const std::string& skeleton) {
  std::vector<OutputFile> files;
  if (!job.options.subskeletons)
    return files;
  for (const auto& [file, part] : program.parts) {
    std::string name = BaseName(file) + ".subskel.h";
    files.push_back({name, emit::CSubskeleton(part, program.model, {file, name, skeleton})});
  }
  return files;
}

// The depfile, which names every other output.
OutputFile Depfile(const Job& job, const std::vector<OutputFile>& files,
                   const std::string& stem, Prerequisites& read) {
  std::vector<std::string> outputs;
  for (const OutputFile& file : files) outputs.push_back(file.path);
  // Another ecc may write other bytes.
  read.Add(std::filesystem::read_symlink("/proc/self/exe"));
  return {job.options.depfile.file.empty() ? stem + ".d" : job.options.depfile.file,
          DepfileText(job.options.depfile, outputs, read)};
}

}  // namespace

std::vector<OutputFile> Generate(const Job& job, CompiledProgram& program,
                                 const std::vector<Variant>& variants) {
  const BtfFile& object = *program.object;
  std::string stem = OutputStem(job);
  std::string base = stem.substr(stem.rfind('/') + 1);
  std::string prefix = stem.substr(0, stem.size() - base.size());
  std::string extension = job.options.yaml ? ".yaml" : ".json";

  emit::SkeletonOptions skeleton_options{object.file(), base + ".skel.h", base + ".wasm.h"};
  Json skeleton = SkeletonJson(program.model, program.declarations.comments,
                               !job.unit.event_headers.empty());
  // Objects differ by it only where they read registers, so that it is told where it was asked.
  if (job.options.names_targets)
    skeleton["ecc"]["arch"] = job.target->name;
  skeleton["ecc"]["tools"] =
      ToolsJson(job.options.clang, program.compiler, program.kernel_btf_digest);
  EmbeddedObject embedded = EmbedObject(object, program.model);
  OutputFile types = {base + ".wasm.h",
                      emit::CHeader(program.model, object.file(), base + ".wasm.h")};
  OutputFile code = {base + ".skel.h",
                     emit::CSkeleton(embedded.model, embedded.bytes, skeleton_options)};
  std::vector<OutputFile> files;
  if (!IsGiven(job, stem + ".bpf.o"))
    files.push_back({stem + ".bpf.o", object.bytes()});
  for (const Variant& variant : variants)
    files.push_back({stem + "." + variant.architecture + ".bpf.o", variant.object});
  files.push_back({prefix + types.path, types.content});
  files.push_back({prefix + code.path, code.content});
  std::vector<OutputFile> subskeletons = Subskeletons(job, program, code.path);
  for (const OutputFile& file : subskeletons)
    files.push_back({prefix + file.path, file.content});
  files.push_back({stem + ".skel" + extension, Serialize(job, skeleton)});
  if (!job.options.no_package) {
    // One program's package has the name that loaders look for.
    bool is_alone = job.options.units.size() == 1 || !job.options.link.empty();
    Json package = PackageJson(object.bytes(), variants, skeleton);
    if (!job.options.btfgen.empty()) {
      std::vector<std::string> objects = {object.bytes()};
      for (const Variant& variant : variants) objects.push_back(variant.object);
      AddKernelBtfs(job, objects, package, program.read);
    }
    files.push_back(
        {(is_alone ? prefix : stem + ".") + "package" + extension, Serialize(job, package)});
  }
  if (!job.options.guest_sources.empty()) {
    std::vector<OutputFile> headers = {types, code};
    headers.insert(headers.end(), subskeletons.begin(), subskeletons.end());
    std::string module =
        CompileGuest(job, headers, types.path, program.declarations, program.read);
    files.push_back({stem + ".wasm",
                     WithPackageSection(
                         module, GuestPackageJson(embedded.bytes, module, skeleton).Dump())});
  }
  if (job.options.depfile.wanted)
    files.push_back(Depfile(job, files, stem, program.read));
  return files;
}

namespace {

// A file that some ecc may have made: another tool's package.json or skeleton is somebody's
// work.
bool MayReplace(const OutputFile& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file.path, ignored))
    return true;
  std::string old = ReadFile(file.path);
  auto has = [&](std::string_view words) { return old.find(words) != old.npos; };
  if (old.empty() || old == file.content)
    return true;
  if (file.path.ends_with(".h"))
    return std::string_view(old).substr(0, 200).find("Generated by ecc") != old.npos;
  if (file.path.ends_with(".json") || file.path.ends_with(".yaml"))
    return has("bpf_object") || has("bpf_skel");
  if (file.path.ends_with(".o"))
    return old.starts_with(
        "\x7f"
        "ELF");
  if (file.path.ends_with(".wasm"))
    return old.starts_with(std::string_view("\0asm", 4));
  return true;
}

}  // namespace

void CheckPaths(const EccOptions& options, const std::vector<OutputFile>& files) {
  std::vector<std::string> inputs = options.guest_sources;
  for (const Unit& unit : options.units) {
    inputs.push_back(unit.source);
    for (std::string& header : unit.headers()) inputs.push_back(std::move(header));
  }
  std::set<std::string> paths;
  for (const OutputFile& file : files) {
    if (!paths.insert(file.path).second) {
      throw Error(code::kOutputPath, fmt::format("two programs would write '{}'", file.path),
                  "give one of the sources another name, or compile them apart with -o");
    }
    for (const std::string& input : inputs) {
      std::error_code ignored;  // a file that is not there is no input
      if (!input.empty() && std::filesystem::equivalent(file.path, input, ignored)) {
        throw Error(code::kOutputPath,
                    fmt::format("the output '{}' would replace its own source", file.path),
                    "rename the source, or write elsewhere with -o DIR");
      }
    }
    if (!options.force && !MayReplace(file))
      throw Error(code::kOutputPath,
                  fmt::format("'{}' is there already, and no ecc has made it", file.path),
                  "write elsewhere with -o DIR, or replace it with --force");
  }
}

}  // namespace ecc

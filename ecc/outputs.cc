#include "ecc/outputs.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "btfgen/emit/c_header.h"
#include "btfgen/emit/c_skeleton.h"
#include "btfgen/emit/c_subskeleton.h"
#include "btfgen/layout/libc_names.h"
#include "btfgen/support/error.h"
#include "ecc/embedded_object.h"
#include "ecc/guest.h"
#include "ecc/kernel_btfs.h"
#include "ecc/package.h"
#include "ecc/tools.h"

namespace ecc {
namespace {

// Where the outputs go: "dir/".
std::string OutputPrefix(const EccOptions& options) {
  if (options.output_dir.empty())
    return options.source.substr(0, options.source.rfind('/') + 1);
  std::error_code error;
  std::filesystem::create_directories(options.output_dir, error);
  if (error) {
    throw Error(code::kCannotWrite, fmt::format("cannot make the directory '{}': {}",
                                                options.output_dir, error.message()));
  }
  return options.output_dir + (options.output_dir.ends_with('/') ? "" : "/");
}

std::string Serialize(const EccOptions& options, const nlohmann::ordered_json& json) {
  return options.yaml
             ? ToYaml(json)
             : json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                   "\n";
}

// What the event header calls by a name and BTF cannot keep stands in the guest's header only.
layout::Model WithConstants(layout::Model model, const std::vector<layout::Enum>& constants) {
  std::set<std::string> taken;
  for (const layout::Enum& e : model.enums) {
    taken.insert(e.name);
    for (const layout::Enumerator& enumerator : e.enumerators) taken.insert(enumerator.name);
  }
  for (const layout::Record& record : model.records) taken.insert(record.name);
  for (layout::Enum e : constants) {
    bool is_known = e.enumerators.empty();
    for (layout::Enumerator& enumerator : e.enumerators) {
      enumerator.name = layout::SafeIdentifier(enumerator.name);
      is_known |= taken.contains(enumerator.name);
    }
    if (!is_known)
      model.enums.push_back(std::move(e));
  }
  return model;
}

// The object that was given is not written once more over itself.
bool IsGiven(const EccOptions& options, const std::string& path) {
  std::error_code ignored;
  return options.link.empty() && IsObjectFile(options.source) &&
         std::filesystem::equivalent(path, options.source, ignored);
}

std::vector<OutputFile> Subskeletons(const EccOptions& options, const Program& program,
                                     const std::string& skeleton) {
  std::vector<OutputFile> files;
  if (!options.subskeletons)
    return files;
  for (const auto& [file, part] : program.parts) {
    std::string name = BaseName(file) + ".subskel.h";
    files.push_back({name, emit::CSubskeleton(part, program.model, {file, name, skeleton})});
  }
  return files;
}

// The depfile, which names every other output.
OutputFile Depfile(const EccOptions& options, const std::vector<OutputFile>& files,
                   const std::string& stem, Prerequisites& read) {
  std::vector<std::string> outputs;
  for (const OutputFile& file : files) outputs.push_back(file.path);
  // Another ecc may write other bytes.
  read.Add(std::filesystem::read_symlink("/proc/self/exe"));
  return {options.depfile.file.empty() ? stem + ".d" : options.depfile.file,
          DepfileText(options.depfile, outputs, read)};
}

}  // namespace

std::string OutputStem(const EccOptions& options) {
  return OutputPrefix(options) + BaseName(options.link.empty() ? options.source : options.link);
}

std::vector<OutputFile> Generate(const EccOptions& options, Program& program,
                                 const std::vector<Variant>& variants) {
  const Input& object = *program.object;
  std::string stem = OutputStem(options);
  std::string base = stem.substr(stem.rfind('/') + 1);
  std::string prefix = stem.substr(0, stem.size() - base.size());
  std::string extension = options.yaml ? ".yaml" : ".json";

  emit::SkeletonOptions skeleton_options{object.file(), base + ".skel.h", base + ".wasm.h"};
  nlohmann::ordered_json skeleton =
      SkeletonJson(program.model, program.declarations.comments, !options.event_header.empty());
  // Objects differ by it only where they read registers, so that it is told where it was asked.
  if (!options.targets.empty())
    skeleton["ecc"]["arch"] = options.target->name;
  skeleton["ecc"]["tools"] =
      ToolsJson(options.clang, program.compiler, program.kernel_btf_digest);
  EmbeddedObject embedded = EmbedObject(object, program.model);
  OutputFile types = {
      base + ".wasm.h",
      emit::CHeader(WithConstants(program.model, program.declarations.constants), object.file(),
                    base + ".wasm.h")};
  OutputFile code = {base + ".skel.h",
                     emit::CSkeleton(embedded.model, embedded.bytes, skeleton_options)};
  std::vector<OutputFile> files;
  if (!IsGiven(options, stem + ".bpf.o"))
    files.push_back({stem + ".bpf.o", object.bytes()});
  for (const Variant& variant : variants)
    files.push_back({stem + "." + variant.architecture + ".bpf.o", variant.object});
  files.push_back({prefix + types.path, types.content});
  files.push_back({prefix + code.path, code.content});
  std::vector<OutputFile> subskeletons = Subskeletons(options, program, code.path);
  for (const OutputFile& file : subskeletons)
    files.push_back({prefix + file.path, file.content});
  files.push_back({stem + ".skel" + extension, Serialize(options, skeleton)});
  if (!options.no_package) {
    // One program's package has the name that loaders look for.
    bool is_alone = options.units.size() == 1 || !options.link.empty();
    nlohmann::ordered_json package = PackageJson(object.bytes(), variants, skeleton);
    if (!options.btfgen.empty()) {
      std::vector<std::string> objects = {object.bytes()};
      for (const Variant& variant : variants) objects.push_back(variant.object);
      AddKernelBtfs(options, objects, package, program.read);
    }
    files.push_back({(is_alone ? prefix : stem + ".") + "package" + extension,
                     Serialize(options, package)});
  }
  if (!options.guest_sources.empty()) {
    std::vector<OutputFile> headers = {types, code};
    headers.insert(headers.end(), subskeletons.begin(), subskeletons.end());
    std::string module = CompileGuest(options, headers, types.path, program.read);
    files.push_back({stem + ".wasm",
                     WithPackageSection(
                         module, GuestPackageJson(embedded.bytes, module, skeleton).dump())});
  }
  if (options.depfile.wanted)
    files.push_back(Depfile(options, files, stem, program.read));
  return files;
}

void CheckPaths(const EccOptions& options, const std::vector<OutputFile>& files) {
  std::vector<std::string> inputs = options.guest_sources;
  for (const Unit& unit : options.units)
    inputs.insert(inputs.end(), {unit.source, unit.event_header});
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
  }
}

}  // namespace ecc

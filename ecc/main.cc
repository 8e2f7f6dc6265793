// The `ecc` command: source in; object, header, skeleton and package out.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "btfgen/emit/c_header.h"
#include "btfgen/emit/c_skeleton.h"
#include "btfgen/input.h"
#include "btfgen/layout/libc_names.h"
#include "btfgen/support/error.h"
#include "btfgen/support/files.h"
#include "ecc/compile.h"
#include "ecc/declarations.h"
#include "ecc/embedded_object.h"
#include "ecc/enum_values.h"
#include "ecc/guest.h"
#include "ecc/kernel_types.h"
#include "ecc/options.h"
#include "ecc/package.h"
#include "ecc/vmlinux_cache.h"

namespace ecc {
namespace {

// Where the outputs go: "dir/".
std::string OutputPrefix(const EccOptions& options) {
  if (options.output_dir.empty()) {
    return options.source.substr(0, options.source.rfind('/') + 1);
  }
  std::error_code error;
  std::filesystem::create_directories(options.output_dir, error);
  if (error) {
    throw Error(
        fmt::format("cannot make the directory '{}': {}", options.output_dir, error.message()));
  }
  return options.output_dir + (options.output_dir.ends_with('/') ? "" : "/");
}

// An output must not replace what it is made of.
void RefuseToOverwriteInputs(const EccOptions& options, const std::vector<OutputFile>& files) {
  for (const OutputFile& file : files) {
    std::vector<std::string> inputs = options.guest_sources;
    inputs.insert(inputs.end(), {options.source, options.event_header});
    for (const std::string& input : inputs) {
      std::error_code ignored;  // a file that is not there is no input
      if (!input.empty() && std::filesystem::equivalent(file.path, input, ignored)) {
        throw Error(fmt::format("the output '{}' would replace its own source", file.path),
                    "rename the source, or write elsewhere with -o DIR");
      }
    }
  }
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

std::vector<OutputFile> Generate(const EccOptions& options, const Input& object,
                                 const layout::Model& model, const Declarations& declarations) {
  std::string prefix = OutputPrefix(options);
  std::string base = BaseName(options.source);
  std::string stem = prefix + base;
  std::string extension = options.yaml ? ".yaml" : ".json";

  emit::SkeletonOptions skeleton_options{object.file(), base + ".skel.h", base + ".wasm.h"};
  nlohmann::ordered_json skeleton =
      SkeletonJson(model, declarations.comments, !options.event_header.empty());
  EmbeddedObject embedded = EmbedObject(object, model);
  std::vector<OutputFile> files;
  files.push_back({stem + ".bpf.o", object.bytes()});
  files.push_back({stem + ".wasm.h", emit::CHeader(WithConstants(model, declarations.constants),
                                                   object.file(), base + ".wasm.h")});
  files.push_back(
      {stem + ".skel.h", emit::CSkeleton(embedded.model, embedded.bytes, skeleton_options)});
  files.push_back({stem + ".skel" + extension, Serialize(options, skeleton)});
  if (!options.no_package) {
    files.push_back({prefix + "package" + extension,
                     Serialize(options, PackageJson(object.bytes(), skeleton))});
  }
  if (!options.guest_sources.empty()) {
    std::vector<OutputFile> headers = {{base + ".wasm.h", files[1].content},
                                       {base + ".skel.h", files[2].content}};
    std::string module = CompileGuest(options, headers, base + ".wasm.h");
    files.push_back({stem + ".wasm",
                     WithPackageSection(
                         module, GuestPackageJson(embedded.bytes, module, skeleton).dump())});
  }
  return files;
}

struct Program {
  std::unique_ptr<Input> object;
  layout::Model model;
};

Program CompileAndBuild(const EccOptions& options, const std::vector<std::string>& flags,
                        const Declarations& declarations, VmlinuxCache& vmlinux) {
  Program program;
  auto kernel = [&]() {
    return vmlinux.kernel() == nullptr ? nullptr : &vmlinux.kernel()->resolver().types();
  };
  Diagnostics warnings;
  layout::Selection selection;
  if (options.allow_opaque)
    selection.warnings = &warnings;
  program.object =
      std::make_unique<Input>(BaseName(options.source) + ".bpf.o",
                              Compile(options, flags, declarations.event_types, kernel));
  program.model = program.object->Build(selection);
  for (const std::string& warning : warnings.findings()) PrintWarning("ecc", warning);
  return program;
}

int Main(int argc, char** argv) {
  EccOptions options;
  if (!ParseEccOptions(argc, argv, options))
    return 0;
  bool has_header = !options.event_header.empty();
  bool has_comments = MayHaveComments(ReadFile(options.source));
  std::string header_text = has_header ? ReadFile(options.event_header) : "";

  VmlinuxCache vmlinux(options.btf);
  std::vector<std::string> flags = CompilerFlags(options, vmlinux.directory());
  Declarations declarations;
  std::optional<Declarations> header_types;
  if (has_header && !has_comments)
    header_types = ReadEventTypesAlone(options, flags, header_text);
  if (header_types) {
    declarations = *header_types;
  } else if (has_header || has_comments) {
    declarations = ReadDeclarations(options, flags);
  }

  Program program;
  try {
    program = CompileAndBuild(options, flags, declarations, vmlinux);
  } catch (const Error&) {
    // The header may be at fault, which so far was read alone.  Then this says how.
    if (header_types)
      ReadDeclarations(options, flags);
    throw;
  }
  const Input& object = *program.object;
  layout::Model& model = program.model;
  if (HasUncertainEnums(model))
    RepairEnums(model, ReadEnumerators(options, flags));
  MarkKernelTypes(model, declarations.event_types, vmlinux);

  if (model.license.empty() && !model.programs.empty()) {
    PrintWarning("ecc", options.source +
                            ": there is no licence, so that the kernel refuses helpers for GPL "
                            "programs\nhelp: char LICENSE[] SEC(\"license\") = \"GPL\";");
  }
  std::vector<OutputFile> files = Generate(options, object, model, declarations);
  RefuseToOverwriteInputs(options, files);
  std::vector<bool> written = WriteFilesIfChanged(files);
  for (size_t i = 0; i < files.size(); ++i) {
    fmt::print("{} ({} bytes{})\n", files[i].path, files[i].content.size(),
               written[i] ? "" : ", unchanged");
  }
  return 0;
}

}  // namespace
}  // namespace ecc

int main(int argc, char** argv) {
  return ecc::RunMain("ecc", ecc::Main, argc, argv);
}

// The `btfgen` command: an object or raw BTF in, source text out.
#include <fmt/format.h>

#include "btfgen/co_re/minimal.h"
#include "btfgen/elf/kernel.h"
#include "btfgen/emit/c_header.h"
#include "btfgen/emit/c_skeleton.h"
#include "btfgen/layout/btf_file.h"
#include "btfgen/layout/json.h"
#include "btfgen/options.h"
#include "btfgen/shrink/shrink.h"
#include "btfgen/vmlinux/vmlinux.h"
#include "support/error.h"
#include "support/files.h"
#include "support/json.h"
#include "support/paths.h"

namespace ecc {
namespace {

using Verb = BtfgenOptions::Verb;

std::string FileName(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::string HeaderName(const BtfgenOptions& options) {
  return BaseName(options.file) + ".wasm.h";
}

std::string Generate(const BtfgenOptions& options, const BtfFile& input) {
  std::string source = FileName(options.file);
  if (options.verb == Verb::kVmlinux)
    return vmlinux::Print(input.resolver());

  layout::Model model = input.Build(options.selection);
  switch (options.verb) {
    case Verb::kHeader: {
      if (model.records.empty() && model.enums.empty() && !input.is_object()) {
        throw Error(source + ": raw BTF does not say what is shared",
                    "name types with --type NAME, or take all with --all");
      }
      std::string file = options.output.empty() ? HeaderName(options) : options.output;
      return emit::CHeader(model, source, file);
    }
    case Verb::kSkeleton: {
      if (!input.is_object())
        throw Error(source + ": a skeleton is made of an object, not of raw BTF");
      emit::SkeletonOptions skeleton;
      skeleton.source = source;
      skeleton.file =
          options.output.empty() ? BaseName(options.file) + ".skel.h" : options.output;
      skeleton.header = options.header_name.empty() ? HeaderName(options) : options.header_name;
      return emit::CSkeleton(model, input.bytes(), skeleton);
    }
    default:
      return layout::ToJson(model).Dump(2) + "\n";
  }
}

// A whole kernel's types come one after the other, so that they never stand in memory together.
void StreamHeader(const BtfgenOptions& options, const BtfFile& input) {
  OutputStream out(options.output);
  std::string file = options.output.empty() ? HeaderName(options) : options.output;
  emit::CHeaderPrinter printer(FileName(options.file), file,
                               emit::CHeaderPrinter::Guards::kNone,
                               [&](std::string_view piece) { out.Write(piece); });
  input.BuildInto(options.selection, printer);
  printer.Finish();
  out.Commit();
}

void Print(const BtfgenOptions& options, const BtfFile& input) {
  bool is_whole = options.selection.scope == layout::Selection::Scope::kAll;
  if (options.verb == Verb::kHeader && is_whole)
    return StreamHeader(options, input);
  std::string text = Generate(options, input);
  OutputStream out(options.output);
  out.Write(text);
  out.Commit();
}

void WriteShrunk(const BtfgenOptions& options) {
  shrink::ShrinkOptions how;
  how.keep_lines = options.keep_lines;
  std::string object = ReadFile(options.file);
  OutputStream out(options.output);
  out.Write(shrink::ShrinkObject(FileName(options.file), AsBytes(object), how));
  out.Commit();
}

void WriteMinimalBtf(const BtfgenOptions& options) {
  std::vector<std::unique_ptr<co_re::Relocations>> objects;
  std::vector<const co_re::Relocations*> asking;
  for (const std::string& path : options.objects) {
    objects.push_back(std::make_unique<co_re::Relocations>(FileName(path), ReadFile(path)));
    if (!objects.back()->empty())
      asking.push_back(objects.back().get());
  }
  if (asking.empty()) {
    throw Error(FileName(options.objects.front()) +
                    ": there are no CO-RE relocations, so that it needs no kernel's BTF",
                "use BPF_CORE_READ, or types with preserve_access_index as in vmlinux.h");
  }
  std::string kernel = elf::ReadKernelBtf(options.file);
  std::string minimal = co_re::MinimalBtf(FileName(options.file), AsBytes(kernel), asking);
  OutputStream out(options.output);
  out.Write(minimal);
  out.Commit();
}

int Main(int argc, char** argv) {
  BtfgenOptions options;
  if (!ParseBtfgenOptions(argc, argv, options))
    return 0;
  if (options.verb == Verb::kShrink) {
    WriteShrunk(options);
    return 0;
  }
  if (options.verb == Verb::kMinCoreBtf) {
    WriteMinimalBtf(options);
    return 0;
  }
  Findings warnings;
  if (options.allow_opaque)
    options.selection.warnings = &warnings;
  std::unique_ptr<BtfFile> input = BtfFile::Open(options.file);
  Print(options, *input);
  for (const Diagnostic& warning : warnings.list())
    PrintWarning("btfgen", code::kWarning, warning.place, warning.message);
  return 0;
}

}  // namespace
}  // namespace ecc

int main(int argc, char** argv) {
  return ecc::RunMain("btfgen", ecc::Main, argc, argv);
}

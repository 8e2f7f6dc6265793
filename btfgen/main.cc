// The `btfgen` command: an object or raw BTF in, source text out.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "btfgen/emit/c_header.h"
#include "btfgen/emit/c_skeleton.h"
#include "btfgen/input.h"
#include "btfgen/layout/json.h"
#include "btfgen/options.h"
#include "btfgen/support/error.h"
#include "btfgen/support/files.h"
#include "btfgen/vmlinux/vmlinux.h"

namespace ecc {
namespace {

using Verb = BtfgenOptions::Verb;

std::string Generate(const BtfgenOptions& options, const Input& input) {
  std::string source = options.file.substr(options.file.rfind('/') + 1);
  std::string base = BaseName(options.file);
  if (options.verb == Verb::kVmlinux)
    return vmlinux::Print(input.resolver());

  layout::Model model = input.Build(options.selection);
  switch (options.verb) {
    case Verb::kHeader: {
      if (model.records.empty() && model.enums.empty() && !input.is_object()) {
        throw Error(source + ": raw BTF does not say what is shared",
                    "name types with --type NAME, or take all with --all");
      }
      std::string file = options.output.empty() ? base + ".wasm.h" : options.output;
      return emit::CHeader(model, source, file);
    }
    case Verb::kSkeleton: {
      if (!input.is_object())
        throw Error(source + ": a skeleton is made of an object, not of raw BTF");
      emit::SkeletonOptions skeleton;
      skeleton.source = source;
      skeleton.file = options.output.empty() ? base + ".skel.h" : options.output;
      skeleton.header = options.header_name.empty() ? base + ".wasm.h" : options.header_name;
      return emit::CSkeleton(model, input.bytes(), skeleton);
    }
    default:
      return layout::ToJson(model).dump(2) + "\n";
  }
}

int Main(int argc, char** argv) {
  BtfgenOptions options;
  if (!ParseBtfgenOptions(argc, argv, options))
    return 0;
  std::unique_ptr<Input> input = Input::Open(options.file);
  std::string text = Generate(options, *input);
  if (options.output.empty()) {
    fwrite(text.data(), 1, text.size(), stdout);
  } else {
    WriteFilesIfChanged({{options.output, text}});
  }
  return 0;
}

}  // namespace
}  // namespace ecc

int main(int argc, char** argv) {
  return ecc::RunMain("btfgen", ecc::Main, argc, argv);
}

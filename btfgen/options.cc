#include "btfgen/options.h"

#include <fmt/format.h>

#include "support/command_line.h"
#include "support/error.h"

namespace ecc {
namespace {

const Command& BtfgenCommand() {
  static const Command command = {
      .name = "btfgen",
      .summary = "print what the BTF of an object or a kernel says, as source text",
      .usage =
          "btfgen header   FILE   C header for a wasm32 guest: records, padding, asserts\n"
          "btfgen skeleton FILE   C skeleton for a wasm32 guest, the object embedded\n"
          "btfgen json     FILE   the layout Model as JSON\n"
          "btfgen vmlinux  FILE   vmlinux.h for BPF programs\n"
          "btfgen shrink   FILE   the object, smaller: libbpf loads it as before\n"
          "btfgen min_core_btf KERNEL OBJECT...\n"
          "                       of the kernel's BTF what libbpf needs to load the objects\n"
          "\n"
          "FILE is a BPF object (prog.bpf.o) or raw BTF (/sys/kernel/btf/vmlinux).",
      .before = {},
      .groups = {{"Options",
                  {{'o', "output", "FILE", "write FILE instead of standard output",
                    Completes::kFile},
                   {0, "all", "", "every named type, not only what the program shares"},
                   {0, "type", "NAME", "this type and what it contains; may be repeated"},
                   {0, "allow-opaque", "",
                    "a member that C cannot express becomes bytes, with a warning"},
                   {0, "header", "NAME", "skeleton: include NAME (default: <object>.wasm.h)"},
                   {0, "keep-lines", "",
                    "shrink: keep the source lines that the verifier's log quotes"}}}},
      .after = {{"Without --all or --type",
                 "the types are those that an object shares with user space: map keys and "
                 "values, global\nvariables, exported event types."},
                {"Examples",
                 "btfgen header prog.bpf.o -o prog.wasm.h\n"
                 "btfgen header --type task_struct /sys/kernel/btf/vmlinux\n"
                 "btfgen vmlinux /sys/kernel/btf/vmlinux -o vmlinux.h\n"
                 "btfgen shrink prog.bpf.o -o small.bpf.o\n"
                 "btfgen min_core_btf 5.4.0-91-generic.btf prog.bpf.o -o small.btf"}},
      .verbs = "header skeleton json vmlinux shrink min_core_btf",
      .files = "*.o"};
  return command;
}

BtfgenOptions::Verb ParseVerb(const std::string& name) {
  if (name == "header")
    return BtfgenOptions::Verb::kHeader;
  if (name == "skeleton")
    return BtfgenOptions::Verb::kSkeleton;
  if (name == "json")
    return BtfgenOptions::Verb::kJson;
  if (name == "vmlinux")
    return BtfgenOptions::Verb::kVmlinux;
  if (name == "shrink")
    return BtfgenOptions::Verb::kShrink;
  if (name == "min_core_btf" || name == "min-core")
    return BtfgenOptions::Verb::kMinCoreBtf;
  RefuseWord(
      fmt::format(
          "'{}' is no verb; there are header, skeleton, json, vmlinux, shrink and min_core_btf",
          name),
      name, {"header", "skeleton", "json", "vmlinux", "shrink", "min_core_btf"});
}

}  // namespace

bool ParseBtfgenOptions(int argc, char** argv, BtfgenOptions& options) {
  ParsedOptions parsed;
  if (!ParseCommandLine(BtfgenCommand(), std::vector<std::string>(argv + 1, argv + argc),
                        parsed))
    return false;
  const std::vector<std::string>& words = parsed.words();
  if (words.empty())
    throw UsageError("a verb and one file are needed: btfgen header prog.bpf.o");
  options.verb = ParseVerb(words[0]);
  if (options.verb == BtfgenOptions::Verb::kMinCoreBtf) {
    if (words.size() < 3) {
      throw UsageError(
          "a kernel and objects are needed: btfgen min_core_btf kernel.btf "
          "prog.bpf.o");
    }
    options.objects.assign(words.begin() + 2, words.end());
  } else if (words.size() != 2) {
    throw UsageError("a verb and one file are needed: btfgen header prog.bpf.o");
  }
  options.file = words[1];
  options.output = parsed.Value("output");
  options.header_name = parsed.Value("header");
  options.allow_opaque = parsed.Has("allow-opaque");
  options.keep_lines = parsed.Has("keep-lines");
  if (parsed.Has("all")) {
    if (parsed.Has("type"))
      throw UsageError("--all and --type exclude each other");
    options.selection.scope = layout::Selection::Scope::kAll;
  } else if (parsed.Has("type")) {
    options.selection.scope = layout::Selection::Scope::kNamed;
    options.selection.names = parsed.Values("type");
  }
  return true;
}

}  // namespace ecc

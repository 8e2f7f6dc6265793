#include "btfgen/options.h"

#include <fmt/format.h>

#include <cxxopts.hpp>

#include "btfgen/support/error.h"
#include "btfgen/support/version.h"

namespace ecc {
namespace {

constexpr const char* kHelp =
    R"(btfgen - print what the BTF of an object or a kernel says, as source text

Usage:
  btfgen header   FILE   C header for a wasm32 guest: records, padding, asserts
  btfgen skeleton FILE   C skeleton for a wasm32 guest, the object embedded
  btfgen json     FILE   the layout Model as JSON
  btfgen vmlinux  FILE   vmlinux.h for BPF programs
  btfgen shrink   FILE   the object, smaller: libbpf loads it as before

FILE is a BPF object (prog.bpf.o) or raw BTF (/sys/kernel/btf/vmlinux).

Options:
  -o, --output FILE   write FILE instead of standard output
      --all           every named type, not only what the program shares
      --type NAME     this type and what it contains; may be repeated
      --allow-opaque  a member that C cannot express becomes bytes, with a warning
      --header NAME   skeleton: include NAME (default: <object>.wasm.h)
      --keep-lines    shrink: keep the source lines that the verifier's log quotes
  -h, --help          print this text
      --version       print the version

Without --all or --type the types are those that an object shares with user
space: map keys and values, global variables, exported event types.

Examples:
  btfgen header prog.bpf.o -o prog.wasm.h
  btfgen header --type task_struct /sys/kernel/btf/vmlinux
  btfgen vmlinux /sys/kernel/btf/vmlinux -o vmlinux.h
  btfgen shrink prog.bpf.o -o small.bpf.o
)";

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
  throw UsageError(fmt::format(
      "'{}' is no verb; there are header, skeleton, json, vmlinux and shrink", name));
}

}  // namespace

bool ParseBtfgenOptions(int argc, char** argv, BtfgenOptions& options) {
  cxxopts::Options parser("btfgen");
  parser.add_options()("o,output", "", cxxopts::value<std::string>())("all", "")(
      "allow-opaque", "")("keep-lines", "")("type", "",
                                            cxxopts::value<std::vector<std::string>>())(
      "header", "", cxxopts::value<std::string>())("h,help", "")("version", "")(
      "positional", "", cxxopts::value<std::vector<std::string>>());
  parser.parse_positional("positional");
  try {
    cxxopts::ParseResult result = parser.parse(argc, argv);
    if (result.count("help") != 0) {
      fmt::print("{}", kHelp);
      return false;
    }
    if (result.count("version") != 0) {
      fmt::print("btfgen {}\n", kVersion);
      return false;
    }
    std::vector<std::string> words;
    if (result.count("positional") != 0)
      words = result["positional"].as<std::vector<std::string>>();
    if (words.size() != 2)
      throw UsageError("a verb and one file are needed: btfgen header prog.bpf.o");
    options.verb = ParseVerb(words[0]);
    options.file = words[1];
    if (result.count("output") != 0)
      options.output = result["output"].as<std::string>();
    if (result.count("header") != 0)
      options.header_name = result["header"].as<std::string>();
    if (result.count("all") != 0)
      options.selection.scope = layout::Selection::Scope::kAll;
    options.allow_opaque = result.count("allow-opaque") != 0;
    options.keep_lines = result.count("keep-lines") != 0;
    if (result.count("type") != 0) {
      if (result.count("all") != 0)
        throw UsageError("--all and --type exclude each other");
      options.selection.scope = layout::Selection::Scope::kNamed;
      options.selection.names = result["type"].as<std::vector<std::string>>();
    }
  } catch (const cxxopts::exceptions::exception& error) {
    throw UsageError(error.what());
  }
  return true;
}

}  // namespace ecc

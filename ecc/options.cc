#include "ecc/options.h"

#include <fmt/format.h>

#include <array>
#include <cxxopts.hpp>
#include <string_view>

#include "btfgen/support/error.h"
#include "btfgen/support/version.h"

namespace ecc {
namespace {

constexpr const char* kHelp =
    R"(ecc - compile a BPF program and describe every byte that it shares

Usage:
  ecc [options] prog.bpf.c [event-header.h] [--wasm app.c]... [-- clang-options]

Writes beside the source, or to the directory given by -o:
  prog.bpf.o       the object: BTF kept, DWARF gone
  prog.wasm.h      the shared types for a wasm32 guest, every offset asserted
  prog.skel.h      the skeleton for a wasm32 guest
  prog.skel.json   the skeleton as data
  package.json     object and skeleton in one file, for `ecli run`
  prog.wasm        with --wasm: the guest, the object embedded, for `ecli run`

The types of the event header are kept in BTF and exported as event types.

Options:
  -o, --output-path DIR       write the files to DIR, which is made if missing
  -n, --no-generate-package-json
                              do not write the package
  -y, --yaml                  write .yaml instead of .json
      --header-only           SOURCE is the event header; there is no program
      --btf FILE              take vmlinux.h from this BTF (default: the running kernel)
      --vmlinux FILE          this file is vmlinux.h
      --libbpf DIR            take <bpf/bpf_helpers.h> and the like from DIR
      --allow-opaque          a member that C cannot express becomes bytes, with a
                              warning, instead of an error
  -w, --wasm SOURCE           compile SOURCE (C or C++) to a guest; several make one.  It
                              is written as for libbpf: <bpf/libbpf.h>, "prog.skel.h", and
                              the event header, whose types are the checked ones there
      --wasm-cflags F         pass F to clang for the guest; split at blanks
      --wasi-sdk DIR          take clang and libc from a wasi-sdk
  -c, --clang-bin PATH        the clang to run (default: clang)
  -a, --additional-cflags F   pass F to clang; split at blanks
  -v, --verbose               show what is run
  -h, --help                  print this text
      --version               print the version

To clang go as they are: -I -D -U -O -W -f -m -std= -include -isystem -idirafter -iquote,
and everything after "--".

vmlinux.h need not be made: unless one is found in the include path, it is generated from the
kernel's BTF and cached in $XDG_CACHE_HOME/ecc.

Examples:
  ecc bootstrap.bpf.c bootstrap.h
  ecc -o out -I include -DDEBUG opensnoop.bpf.c opensnoop.h
  ecc -c clang-19 prog.bpf.c -- -mcpu=v4
  ecc bootstrap.bpf.c bootstrap.h --wasm app.c && sudo ecli run bootstrap.wasm
)";

// clang's options that people type without thinking.  cxxopts does not know options such as
// -Wall or -Idir, so they are taken out before it sees the rest.
class ClangHabits {
 public:
  // True when argv[i] is such an option; takes it, and its value when that is a word of its
  // own.
  static bool Take(const std::vector<std::string>& args, size_t& i,
                   std::vector<std::string>& out) {
    static constexpr auto kWithSeparateValue =
        std::to_array<std::string_view>({"-I", "-D", "-U", "-include", "-imacros", "-isystem",
                                         "-idirafter", "-iquote", "-mllvm", "-Xclang"});
    static constexpr auto kPrefixes =
        std::to_array<std::string_view>({"-I", "-D", "-U", "-O", "-W", "-f", "-m",
                                         "-std=", "-isystem", "-idirafter", "-iquote"});
    const std::string& arg = args[i];
    for (std::string_view option : kWithSeparateValue) {
      if (arg != option)
        continue;
      if (i + 1 == args.size())
        throw UsageError(fmt::format("{} needs a value", arg));
      out.push_back(arg);
      out.push_back(args[++i]);
      return true;
    }
    for (std::string_view prefix : kPrefixes) {
      if (arg.starts_with(prefix)) {
        out.push_back(arg);
        return true;
      }
    }
    return false;
  }
};

void SplitAtBlanks(std::string_view text, std::vector<std::string>& out) {
  while (true) {
    size_t start = text.find_first_not_of(" \t\n");
    if (start == text.npos)
      return;
    size_t end = std::min(text.find_first_of(" \t\n", start), text.size());
    out.emplace_back(text.substr(start, end - start));
    text.remove_prefix(end);
  }
}

// Takes what is clang's out of the command line; returns the rest.
std::vector<std::string> TakeClangOptions(const std::vector<std::string>& args,
                                          EccOptions& options) {
  std::vector<std::string> rest;
  for (size_t i = 0; i < args.size(); ++i) {
    const std::string& arg = args[i];
    if (arg == "--") {
      options.clang_args.insert(options.clang_args.end(),
                                args.begin() + static_cast<ptrdiff_t>(i) + 1, args.end());
      break;
    }
    constexpr std::string_view kLong = "--additional-cflags";
    if (arg == "-a" || arg == kLong) {
      if (i + 1 == args.size())
        throw UsageError(fmt::format("{} needs a value", arg));
      SplitAtBlanks(args[++i], options.clang_args);
    } else if (arg == "--wasm-cflags") {
      if (i + 1 == args.size())
        throw UsageError(fmt::format("{} needs a value", arg));
      SplitAtBlanks(args[++i], options.guest_args);
    } else if (arg.starts_with(std::string(kLong) + "=")) {
      SplitAtBlanks(std::string_view(arg).substr(kLong.size() + 1), options.clang_args);
    } else if (!ClangHabits::Take(args, i, options.clang_args)) {
      rest.push_back(arg);
    }
  }
  return rest;
}

void ReadResult(const cxxopts::ParseResult& result, EccOptions& options) {
  std::vector<std::string> files;
  if (result.count("files") != 0)
    files = result["files"].as<std::vector<std::string>>();
  if (files.empty())
    throw UsageError("a source is needed: ecc prog.bpf.c [event-header.h]");
  if (files.size() > 2)
    throw UsageError("there are one source and one event header at most");
  options.source = files[0];
  if (files.size() == 2)
    options.event_header = files[1];
  options.verbose = result.count("verbose") != 0;
  options.yaml = result.count("yaml") != 0;
  options.header_only = result.count("header-only") != 0;
  options.no_package = result.count("no-generate-package-json") != 0;
  options.allow_opaque = result.count("allow-opaque") != 0;
  if (result.count("output-path") != 0)
    options.output_dir = result["output-path"].as<std::string>();
  if (result.count("wasm") != 0)
    options.guest_sources = result["wasm"].as<std::vector<std::string>>();
  if (result.count("wasi-sdk") != 0)
    options.wasi_sdk = result["wasi-sdk"].as<std::string>();
  if (result.count("clang-bin") != 0)
    options.clang = result["clang-bin"].as<std::string>();
  if (result.count("btf") != 0)
    options.btf = result["btf"].as<std::string>();
  if (result.count("vmlinux") != 0)
    options.vmlinux = result["vmlinux"].as<std::string>();
  if (result.count("libbpf") != 0)
    options.libbpf = result["libbpf"].as<std::string>();
  if (options.header_only) {
    if (!options.guest_sources.empty())
      throw UsageError("--header-only makes no guest");
    if (!options.event_header.empty())
      throw UsageError("--header-only takes one header and no source");
    options.event_header = options.source;
  }
}

}  // namespace

bool ParseEccOptions(int argc, char** argv, EccOptions& options) {
  cxxopts::Options parser("ecc");
  parser.add_options()("o,output-path", "", cxxopts::value<std::string>())(
      "n,no-generate-package-json", "")("y,yaml", "")("header-only", "")("allow-opaque", "")(
      "btf", "", cxxopts::value<std::string>())("vmlinux", "", cxxopts::value<std::string>())(
      "libbpf", "", cxxopts::value<std::string>())(
      "w,wasm", "", cxxopts::value<std::vector<std::string>>())("wasi-sdk", "",
                                                                cxxopts::value<std::string>())(
      "c,clang-bin", "", cxxopts::value<std::string>())("v,verbose", "")("h,help", "")(
      "version", "")("files", "", cxxopts::value<std::vector<std::string>>());
  parser.parse_positional("files");
  try {
    std::vector<std::string> rest =
        TakeClangOptions(std::vector<std::string>(argv + 1, argv + argc), options);
    std::vector<const char*> pointers = {argv[0]};
    for (const std::string& arg : rest) pointers.push_back(arg.c_str());
    cxxopts::ParseResult result =
        parser.parse(static_cast<int>(pointers.size()), pointers.data());
    if (result.count("help") != 0) {
      fmt::print("{}", kHelp);
      return false;
    }
    if (result.count("version") != 0) {
      fmt::print("ecc {}\n", kVersion);
      return false;
    }
    ReadResult(result, options);
  } catch (const cxxopts::exceptions::exception& error) {
    throw UsageError(error.what());
  }
  return true;
}

}  // namespace ecc

#include "ecc/job/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <thread>

#include "support/command_line.h"
#include "support/error.h"
#include "support/kernel_version.h"
#include "support/text.h"

namespace ecc {
namespace {

// In this order they stand in --help, the man page and the completions.
const Command& EccCommand() {
  static const Command command = {
      .name = "ecc",
      .summary = "compile a BPF program and describe every byte that it shares",
      .usage =
          "ecc [options] prog.bpf.c [event-header.h] [--wasm app.c]... [-- clang-options]\n"
          "ecc init [--build make|cmake] DIR              begin a project\n"
          "ecc doctor [--json]                            what this machine lacks\n"
          "ecc [options] a.bpf.c [a.h] b.bpf.c [b.h]...   each its own files\n"
          "ecc [options] --link NAME a.bpf.c b.bpf.o...   one object of all\n"
          "\n"
          "A source may also be an object (.o), of which the rest is made.",
      .before =
          {{"Writes beside the source, or to the directory given by -o",
            "prog.bpf.o       the object: BTF kept, DWARF gone\n"
            "prog.wasm.h      the shared types for a wasm32 guest, every offset asserted\n"
            "prog.skel.h      the skeleton for a wasm32 guest\n"
            "prog.skel.json   the skeleton as data\n"
            "package.json     object and skeleton in one file, for `ecli run`; of several\n"
            "                 sources each has a prog.package.json\n"
            "prog.wasm        with --wasm: the guest, the object embedded, for `ecli run`\n"
            "\n"
            "The types of the event header are kept in BTF and exported as event types."}},
      .groups =
          {{"Options",
            {{'o', "output-path", "DIR", "write the files to DIR, which is made if missing",
              Completes::kDirectory},
             {'j', "jobs", "N", "work on N sources at a time (default: one for each core)"},
             {0, "link", "NAME",
              "link all sources and objects to one, NAME.bpf.o, and describe that"},
             {0, "subskeleton", "",
              "with --link: for each source also SOURCE.subskel.h, its maps, programs and "
              "variables inside of the whole, for a library's own user space"},
             {'n', "no-generate-package-json", "", "do not write the package"},
             {'y', "yaml", "", "write .yaml instead of .json"},
             {0, "header-only", "", "SOURCE is the event header; there is no program"},
             {0, "btf", "[ARCH=]FILE",
              "take vmlinux.h from this BTF or kernel, of this architecture (default: the "
              "running kernel, or an installed one's vmlinux)",
              Completes::kFile},
             {0, "target-arch", "ARCH",
              "compile for ARCH: x86, arm64, riscv, s390, powerpc, loongarch, arm or mips; "
              "several, separated by commas, give one package with an object for each",
              Completes::kWords, "x86 arm64 riscv s390 powerpc loongarch arm mips"},
             {0, "btfgen", "PATH",
              "let the package run on this kernel though it has no BTF of its own: of the BTF "
              "or "
              "vmlinux PATH the package carries what libbpf needs.  A directory stands for all "
              "*.btf and vmlinux files below it, as BTFHub has them; may be repeated",
              Completes::kFile},
             {0, "vmlinux", "FILE", "this file is vmlinux.h", Completes::kFile},
             {0, "libbpf", "DIR", "take <bpf/bpf_helpers.h> and the like from DIR",
              Completes::kDirectory},
             {0, "whole-vmlinux", "",
              "compile with all of vmlinux.h; usually it is cut down to the types that the "
              "program can need, which gives the same object in less time"},
             {0, "allow-opaque", "",
              "a member that C cannot express becomes bytes, with a warning, instead of an "
              "error"},
             {'c', "clang-bin", "PATH", "the clang to run (default: clang)", Completes::kFile},
             {'a', "additional-cflags", "F", "pass F to clang; split at blanks"},
             {0, "verify-reproducible", "",
              "build once more in another place and fail if the outputs differ"},
             {'v', "verbose", "", "show what is run"}}},
           {"Options for diagnostics",
            {{0, "diagnostics", "FORMAT",
              "say errors, warnings and notes, clang's too, as text, as json (a line each) or "
              "as one sarif document",
              Completes::kWords, "text json sarif"},
             {0, "min-kernel", "VERSION",
              "refuse what Linux VERSION lacks: map types, helpers, kinds of programs"},
             {0,
              "Wno-ecc-NAME",
              "",
              "switch off one of ecc's warnings, by the name behind it; -Wecc-NAME switches on "
              "(ecc-event-padding)",
              Completes::kNothing,
              {},
              true}}},
           {"Options for build systems",
            {{0,
              "MD",
              "",
              "write what the outputs are made of to prog.d, for make and ninja",
              Completes::kNothing,
              {},
              true},
             {0, "MF", "FILE", "write that to FILE", Completes::kFile, {}, true},
             {0,
              "MT",
              "TARGET",
              "the target there, in place of every output",
              Completes::kNothing,
              {},
              true},
             {0, "MQ", "TARGET", "the same, quoted for make", Completes::kNothing, {}, true},
             {0,
              "MP",
              "",
              "add a target for each header, so that one may be deleted",
              Completes::kNothing,
              {},
              true},
             {0, "compile-commands", "FILE", "add clang's command to FILE, for clangd",
              Completes::kFile}}},
           {"Options for guests",
            {{'w', "wasm", "SOURCE",
              "compile SOURCE (C or C++) to a guest; several make one.  It is written as for "
              "libbpf: <bpf/libbpf.h>, \"prog.skel.h\", and the event header, whose types are "
              "the checked ones there",
              Completes::kFile},
             {0, "wasm-cflags", "F", "pass F to clang for the guest; split at blanks"},
             {0, "wasi-sdk", "DIR", "take clang and libc from a wasi-sdk",
              Completes::kDirectory}}}},
      .after =
          {{"To clang go as they are",
            "-I -D -U -O -W -f -m -std= -include -isystem -idirafter -iquote, and "
            "everything after \"--\"."},
           {"vmlinux.h",
            "It need not be made: unless one is found in the include path, it is generated "
            "from the\nkernel's BTF and cached in $XDG_CACHE_HOME/ecc."},
           {"Examples",
            "ecc bootstrap.bpf.c bootstrap.h\n"
            "ecc -o out -I include -DDEBUG opensnoop.bpf.c opensnoop.h\n"
            "ecc -c clang-19 prog.bpf.c -- -mcpu=v4\n"
            "ecc --btfgen btfhub-archive/ubuntu prog.bpf.c\n"
            "ecc bootstrap.bpf.c bootstrap.h --wasm app.c && sudo ecli run "
            "bootstrap.wasm"}},
      .verbs = "init doctor",
      .files = "*.c *.h"};
  return command;
}

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

void Append(std::vector<std::string>& all, const std::vector<std::string>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

// -Wno-ecc-NAME and -Wecc-NAME are ours, and look like clang's.
bool TakeWarningSwitch(std::string_view arg, EccOptions& options,
                       std::vector<std::string>& silenced) {
  bool is_off = arg.starts_with("-Wno-ecc-");
  if (!is_off && !arg.starts_with("-Wecc-"))
    return false;
  std::string_view name = arg.substr(is_off ? strlen("-Wno-") : strlen("-W"));
  std::vector<std::string_view> names;
  for (Code warning : code::kWarnings) names.push_back(warning.name);
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    RefuseWord(fmt::format("there is no warning '{}'", name), name, names,
               "docs/errors.md lists them");
  }
  // The last one given counts.
  std::vector<std::string>& on = options.wanted_warnings;
  on.erase(std::remove(on.begin(), on.end(), name), on.end());
  silenced.erase(std::remove(silenced.begin(), silenced.end(), name), silenced.end());
  (is_off ? silenced : on).emplace_back(name);
  return true;
}

// Takes what is clang's out of the command line; returns the rest.
std::vector<std::string> TakeClangOptions(const std::vector<std::string>& args,
                                          EccOptions& options) {
  std::vector<std::string> rest;
  std::vector<std::string> silenced;
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
      Append(options.clang_args, SplitAtBlanks(args[++i]));
    } else if (arg == "--wasm-cflags") {
      if (i + 1 == args.size())
        throw UsageError(fmt::format("{} needs a value", arg));
      Append(options.guest_args, SplitAtBlanks(args[++i]));
    } else if (arg.starts_with(std::string(kLong) + "=")) {
      Append(options.clang_args, SplitAtBlanks(std::string_view(arg).substr(kLong.size() + 1)));
    } else if (!TakeWarningSwitch(arg, options, silenced) &&
               !TakeDepfileOption(args, i, options.depfile) &&
               !ClangHabits::Take(args, i, options.clang_args)) {
      rest.push_back(arg);
    }
  }
  SilenceWarnings(silenced);
  return rest;
}

bool IsHeader(const std::string& path) {
  return path.ends_with(".h") || path.ends_with(".hpp");
}

// Each source with the header that follows it.
std::vector<Unit> Units(const std::vector<std::string>& files) {
  std::vector<Unit> units;
  for (const std::string& file : files) {
    if (!IsHeader(file)) {
      units.push_back({file, ""});
      continue;
    }
    if (units.empty()) {
      throw UsageError(fmt::format("'{}' is a header, and stands before any source", file),
                       "give the source first, or --header-only for a header alone");
    }
    Unit& unit = units.back();
    if (!unit.event_header.empty())
      throw UsageError(fmt::format("'{}' has two event headers", unit.source));
    if (IsObjectFile(unit.source)) {
      throw UsageError(
          fmt::format("'{}' is compiled already; its event types are in it", unit.source));
    }
    unit.event_header = file;
  }
  if (units.empty())
    throw UsageError("a source is needed: ecc prog.bpf.c [event-header.h]");
  return units;
}

std::vector<Unit> HeaderAlone(const std::vector<std::string>& files) {
  if (files.size() != 1)
    throw UsageError("--header-only takes one header and no source");
  return {{files[0], files[0]}};
}

const Architecture& ArchitectureNamed(std::string_view name) {
  const Architecture* architecture = FindArchitecture(name);
  if (architecture == nullptr) {
    RefuseWord(fmt::format("there is no architecture '{}'", name), name, ArchitectureNames(),
               "x86, arm64, riscv, s390, powerpc, loongarch, arm and mips are known");
  }
  return *architecture;
}

void ReadTargets(const ParsedOptions& parsed, EccOptions& options) {
  options.names_targets = parsed.Has("target-arch");
  if (options.names_targets)
    options.targets.clear();
  for (const std::string& value : parsed.Values("target-arch")) {
    std::string_view names = value;
    while (!names.empty()) {
      size_t end = std::min(names.find(','), names.size());
      const Architecture& target = ArchitectureNamed(names.substr(0, end));
      if (std::find(options.targets.begin(), options.targets.end(), &target) ==
          options.targets.end()) {
        options.targets.push_back(&target);
      }
      names.remove_prefix(std::min(end + 1, names.size()));
    }
  }
  if (options.targets.empty())
    options.targets = {&HostArchitecture()};
  for (const std::string& value : parsed.Values("btf")) {
    size_t equals = value.find('=');
    const Architecture* of =
        equals == value.npos ? nullptr : FindArchitecture(value.substr(0, equals));
    if (of == nullptr)
      options.btf[""] = value;
    else
      options.btf[std::string(of->name)] = value.substr(equals + 1);
  }
  if (options.targets.size() > 1 && options.btf.contains("")) {
    throw UsageError("--btf FILE is the kernel of one architecture, and there are several",
                     "tell which: --btf arm64=FILE");
  }
}

void Read(const ParsedOptions& parsed, EccOptions& options) {
  options.header_only = parsed.Has("header-only");
  options.units = options.header_only ? HeaderAlone(parsed.words()) : Units(parsed.words());
  options.link = parsed.Value("link");
  options.subskeletons = parsed.Has("subskeleton");
  if (options.subskeletons && options.link.empty())
    throw UsageError("--subskeleton describes the parts of what --link NAME links");
  options.jobs =
      parsed.Number("jobs", 1, 1024, std::max(1U, std::thread::hardware_concurrency()));
  options.verbose = parsed.Has("verbose");
  options.yaml = parsed.Has("yaml");
  options.no_package = parsed.Has("no-generate-package-json");
  options.allow_opaque = parsed.Has("allow-opaque");
  options.btfgen = parsed.Values("btfgen");
  options.vmlinux = parsed.Value("vmlinux");
  options.libbpf = parsed.Value("libbpf");
  options.whole_vmlinux = parsed.Has("whole-vmlinux");
  options.output_dir = parsed.Value("output-path");
  options.guest_sources = parsed.Values("wasm");
  options.wasi_sdk = parsed.Value("wasi-sdk");
  options.compile_commands = parsed.Value("compile-commands");
  options.min_kernel = parsed.Value("min-kernel");
  if (!options.min_kernel.empty() && !ParseKernelVersion(options.min_kernel)) {
    throw UsageError(fmt::format("'{}' is no version of Linux", options.min_kernel),
                     "give it as --min-kernel 5.10");
  }
  CheckDepfileOptions(options.depfile);
  options.verifies = parsed.Has("verify-reproducible");
  options.lists_prerequisites = options.depfile.wanted || options.verifies;
  options.clang = parsed.Value("clang-bin", options.clang);
  ReadTargets(parsed, options);
  if (options.units.size() > 1 && options.link.empty() && !options.depfile.file.empty())
    throw UsageError("-MF names one file, and there are several sources", "leave -MF out");
  if (!options.btfgen.empty() && options.no_package)
    throw UsageError("--btfgen puts BTF into the package, and -n makes none");
  if (!options.guest_sources.empty()) {
    if (options.header_only)
      throw UsageError("--header-only makes no guest");
    if (options.targets.size() > 1) {
      throw UsageError("a guest carries one object, and there are several architectures",
                       "make a guest for each");
    }
    if (options.units.size() > 1 && options.link.empty()) {
      throw UsageError("a guest carries one object, and there are several sources",
                       "make one object of them with --link NAME, or compile them apart");
    }
  }
}

}  // namespace

bool IsObjectFile(const std::string& path) {
  return path.ends_with(".o");
}

Unit EccOptions::linked_unit() const {
  Unit linked = units.front();
  for (const Unit& unit : units) {
    if (linked.event_header.empty())
      linked.event_header = unit.event_header;
  }
  return linked;
}

bool ParseEccOptions(const std::vector<std::string>& args, EccOptions& options) {
  std::vector<std::string> rest = TakeClangOptions(args, options);
  ParsedOptions parsed;
  if (!ParseCommandLine(EccCommand(), rest, parsed))
    return false;
  Read(parsed, options);
  return true;
}

}  // namespace ecc

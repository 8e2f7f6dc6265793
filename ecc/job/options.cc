// clang's options (-Wall, -Idir, -DX) are no getopt options.  They are taken out of the command
// line first, as they are, and the rest is parsed by the table in command.cc.
#include "ecc/job/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <thread>

#include "ecc/job/command.h"
#include "support/command_line.h"
#include "support/error.h"
#include "support/kernel_version.h"
#include "support/text.h"

namespace ecc {
namespace {

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

// Each source with the headers that follow it.
std::vector<Unit> Units(const std::vector<std::string>& files) {
  std::vector<Unit> units;
  for (const std::string& file : files) {
    if (!IsHeader(file)) {
      units.push_back({file, {}, {}});
      continue;
    }
    if (units.empty()) {
      throw UsageError(fmt::format("'{}' is a header, and stands before any source", file),
                       "give the source first, or --header-only for a header alone");
    }
    Unit& unit = units.back();
    if (IsObjectFile(unit.source)) {
      throw UsageError(
          fmt::format("'{}' is compiled already; its event types are in it", unit.source));
    }
    unit.event_headers.push_back(file);
  }
  if (units.empty())
    throw UsageError("a source is needed: ecc prog.bpf.c [event-header.h]");
  return units;
}

std::vector<Unit> HeaderAlone(const std::vector<std::string>& files) {
  if (files.size() != 1)
    throw UsageError("--header-only takes one header and no source");
  return {{files[0], {files[0]}, {}}};
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
  options.force = parsed.Has("force");
  options.count_lost = parsed.Has("count-lost");
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
  Unit linked{units.front().source, {}, {}};
  for (const Unit& unit : units) {
    Append(linked.event_headers, unit.event_headers);
    Append(linked.shared_headers, unit.shared_headers);
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

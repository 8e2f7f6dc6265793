// Each examination looks at the one thing that some error message blames, and says in its words
// what to do.
#include "ecc/verbs/doctor.h"

#include <fmt/format.h>
#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "btfgen/elf/kernel.h"
#include "ecc/check/kernel_features.h"
#include "ecc/clang/explain.h"
#include "ecc/clang/runtime_headers.h"
#include "ecc/declarations/declarations.h"
#include "support/command_line.h"
#include "support/error.h"
#include "support/files.h"
#include "support/install_places.h"
#include "support/json.h"
#include "support/kernel_version.h"
#include "support/paths.h"
#include "support/process.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;

constexpr int kGoodClang = 14;  // writes everything that BTF has, and the guests
constexpr unsigned kCapSysAdmin = CAP_SYS_ADMIN;
constexpr unsigned kCapPerfmon = 38;
constexpr unsigned kCapBpf = 39;

const Command& DoctorCommand() {
  static const Command command = {
      .name = "ecc doctor",
      .summary = "what this machine has of what ecc needs, and what to install",
      .usage = "ecc doctor [options]",
      .before = {},
      .groups = {{"Options",
                  {{0, "json", "", "print it for machines"},
                   {'c', "clang-bin", "PATH", "the clang to look at (default: clang)",
                    Completes::kFile}}}},
      .after = {{"Exit code", "0 when BPF programs can be compiled, 1 otherwise."}},
      .verbs = "",
      .files = ""};
  return command;
}

bool Exists(const std::string& path) {
  return access(path.c_str(), F_OK) == 0;
}

std::string FirstLine(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

// A small file of /proc or /sys; empty when it cannot be read.
std::string TextOf(const std::string& path) {
  try {
    return ReadFile(path);
  } catch (const Error&) {
    return "";
  }
}

std::string FindInPath(const std::string& program) {
  if (program.find('/') != program.npos)
    return access(program.c_str(), X_OK) == 0 ? program : "";
  std::string path = getenv("PATH") == nullptr ? "" : getenv("PATH");
  for (size_t start = 0; start <= path.size();) {
    size_t end = std::min(path.find(':', start), path.size());
    std::string file = fmt::format("{}/{}", path.substr(start, end - start), program);
    if (end > start && access(file.c_str(), X_OK) == 0)
      return file;
    start = end + 1;
  }
  return "";
}

class Examination {
 public:
  explicit Examination(std::string clang) : clang_(std::move(clang)) {}

  std::vector<Symptom> Run() {
    Clang();
    Libclang();
    LibbpfHeaders();
    KernelBtf();
    Cache();
    Guests();
    Loader();
    Kernel();
    return std::move(findings_);
  }

 private:
  void Add(Health health, std::string subject, std::string found, std::string remedy = "",
           bool is_needed = false) {
    findings_.push_back({health, std::move(subject), std::move(found),
                         health == Health::kOk ? "" : std::move(remedy), is_needed});
  }
  void Check(bool is_good, Health otherwise, std::string subject, std::string good,
             std::string bad, std::string remedy) {
    Add(is_good ? Health::kOk : otherwise, std::move(subject), is_good ? good : bad,
        std::move(remedy));
  }

  void Clang() {
    std::string path = FindInPath(clang_);
    if (path.empty()) {
      Add(Health::kMissing, "clang", fmt::format("there is no '{}'", clang_),
          "apt-get install clang", true);
      return;
    }
    std::string version = FirstLine(ecc::Run({path, "-dumpversion"}, Capture::kOutput).output);
    int major = atoi(version.c_str());
    Health health = major >= kGoodClang     ? Health::kOk
                    : major >= kOldestClang ? Health::kWarning
                                            : Health::kMissing;
    Add(health, "clang", fmt::format("{}, {}", version.empty() ? "no version" : version, path),
        fmt::format("install clang {} or newer: apt-get install clang", kGoodClang), true);
    std::string targets = ecc::Run({path, "-print-targets"}, Capture::kOutput).output;
    has_wasm_ = targets.find("wasm32") != targets.npos;
    bool has_bpf = targets.find("bpf") != targets.npos;
    Add(has_bpf ? Health::kOk : Health::kMissing, "BPF target",
        has_bpf ? "clang has it" : "this clang lacks it",
        "apt-get install clang, or name another clang with -c", true);
  }

  void Libclang() {
    std::string error = LibclangError();
    Check(error.empty(), Health::kWarning, "libclang", "it opens", error,
          "install ecc as a whole, and libclang: apt-get install libclang1");
  }

  void LibbpfHeaders() {
    std::string version = LibbpfVersion("/usr/include");
    bool has_helpers = Exists("/usr/include/bpf/bpf_helpers.h");
    Check(has_helpers, Health::kWarning, "libbpf headers",
          version.empty() ? "of an unknown version" : version,
          "there is no <bpf/bpf_helpers.h>",
          "apt-get install libbpf-dev, or name some with --libbpf DIR");
    Check(!LibbpfCompatHeaders().empty(), Health::kWarning, "compat headers",
          "what older libbpf headers lack", "they are missing",
          "install ecc as a whole: cmake --install");
  }

  void KernelBtf() {
    bool is_there = access(elf::kRunningKernelBtf, R_OK) == 0;
    Check(is_there, Health::kWarning, "kernel BTF", elf::kRunningKernelBtf,
          fmt::format("{} cannot be read", elf::kRunningKernelBtf),
          "take a kernel with CONFIG_DEBUG_INFO_BTF=y, or name another's BTF with --btf FILE");
  }

  void Cache() {
    const char* xdg = getenv("XDG_CACHE_HOME");
    const char* home = getenv("HOME");
    std::string base = xdg != nullptr && *xdg == '/'     ? xdg
                       : home != nullptr && *home == '/' ? std::string(home) + "/.cache"
                                                         : "";
    constexpr const char* kRemedy =
        "give $XDG_CACHE_HOME a directory of yours that nobody else may write to";
    if (base.empty()) {
      Add(Health::kWarning, "cache", "neither $HOME nor $XDG_CACHE_HOME is set", kRemedy);
      return;
    }
    std::string directory = base + "/ecc";
    struct stat status {};
    if (lstat(directory.c_str(), &status) != 0) {
      // A directory that is not there is made; the one that it is made in must be writable.
      fs::path parent = base;
      while (!Exists(parent) && parent.has_relative_path()) parent = parent.parent_path();
      Check(access(parent.c_str(), W_OK) == 0, Health::kWarning, "cache",
            directory + ", not made yet", directory + " cannot be made", kRemedy);
      return;
    }
    bool is_ours = S_ISDIR(status.st_mode) && status.st_uid == geteuid() &&
                   (status.st_mode & (S_IWGRP | S_IWOTH)) == 0 &&
                   access(directory.c_str(), W_OK) == 0;
    Check(is_ours, Health::kWarning, "cache", directory,
          directory + " is not yours alone, or not writable", kRemedy);
  }

  void Guests() {
    constexpr const char* kPackages =
        "for guests: apt-get install clang lld wasi-libc libclang-rt-dev-wasm32";
    Check(has_wasm_, Health::kWarning, "wasm32 target", "clang has it", "clang lacks it",
          kPackages);
    std::string linker = FindInPath("wasm-ld");
    Check(!linker.empty(), Health::kWarning, "wasm-ld", linker, "it is not in the path",
          kPackages);
    Check(Exists("/usr/include/wasm32-wasi/stdio.h"), Health::kWarning, "wasi-libc",
          "/usr/include/wasm32-wasi", "it is missing", kPackages);
    std::string builtins = Builtins();
    Check(!builtins.empty(), Health::kWarning, "compiler-rt for wasm32", builtins,
          "it is missing", kPackages);
    Check(!RuntimeHeaders().empty(), Health::kWarning, "headers of guests", "installed",
          "they are missing", "install ecc as a whole: cmake --install");
  }

  std::string Builtins() const {
    if (!has_wasm_)
      return "";
    std::string file = FirstLine(
        ecc::Run({clang_, "--target=wasm32-wasi", "-print-libgcc-file-name"}, Capture::kOutput)
            .output);
    return Exists(file) ? file : "";
  }

  void Loader() {
    std::string loader = FindBesideProgram({".", "../loader"}, "ecli");
    if (loader.empty())
      loader = FindInPath("ecli");
    Check(!loader.empty(), Health::kWarning, "ecli", "it runs packages", "it is missing",
          "install ecc as a whole: cmake --install");
    for (const char* engine : {"jsc", "interp"}) {
      std::string file = fmt::format("ecli-engine-{}.so", engine);
      bool is_there = !FindBesideProgram({"../loader", kModulesPlace}, file.c_str()).empty();
      Check(is_there, Health::kWarning, fmt::format("engine {}", engine), "it runs guests",
            "it is missing", "install ecc as a whole: cmake --install");
    }
  }

  void Kernel() {
    utsname name{};
    uname(&name);
    Add(Health::kOk, "kernel", fmt::format("{} {}", name.sysname, name.release));
    bool has_bpffs = TextOf("/proc/self/mounts").find(" bpf ") != std::string::npos;
    Check(has_bpffs, Health::kWarning, "bpffs", "mounted", "not mounted: nothing can be pinned",
          "mount -t bpf bpf /sys/fs/bpf");
    bool has_tracefs =
        Exists("/sys/kernel/tracing/events") || Exists("/sys/kernel/debug/tracing/events");
    Check(has_tracefs, Health::kWarning, "tracefs", "mounted",
          "not mounted, or not to be read by you",
          "mount -t tracefs tracefs /sys/kernel/tracing");
    Rights();
    Memlock(ParseKernelVersion(name.release));
    std::string lockdown = TextOf("/sys/kernel/security/lockdown");
    bool is_open = lockdown.empty() || lockdown.find("[none]") != lockdown.npos;
    Check(is_open, Health::kWarning, "lockdown", "off", FirstLine(lockdown),
          "lockdown=confidentiality forbids bpf_probe_read_kernel(); start without it");
  }

  // Checks the capabilities that the kernel asks of who loads programs.
  void Rights() {
    uint64_t effective = 0;
    std::string status = TextOf("/proc/self/status");
    if (size_t at = status.find("CapEff:"); at != status.npos)
      effective = strtoull(status.c_str() + at + 7, nullptr, 16);
    auto has = [&](unsigned capability) { return (effective >> capability & 1) != 0; };
    bool may_load = has(kCapSysAdmin) || (has(kCapBpf) && has(kCapPerfmon));
    Check(may_load, Health::kWarning, "rights",
          has(kCapSysAdmin) ? "CAP_SYS_ADMIN" : "CAP_BPF and CAP_PERFMON",
          "neither root nor CAP_BPF and CAP_PERFMON: programs are compiled, and not loaded",
          "run ecli as root");
  }

  void Memlock(std::optional<KernelVersion> kernel) {
    rlimit limit{};
    getrlimit(RLIMIT_MEMLOCK, &limit);
    // From 5.11 on memory is charged to the cgroup.
    bool is_counted = !kernel || *kernel < KernelVersion{5, 11};
    bool is_much = limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= 64 << 20;
    Check(!is_counted || is_much, Health::kWarning, "memlock",
          is_counted ? "enough" : "not counted by this kernel",
          fmt::format("{} bytes, of which maps are taken", limit.rlim_cur),
          "ulimit -l unlimited");
  }

  std::string clang_;
  bool has_wasm_ = false;
  std::vector<Symptom> findings_;
};

std::string_view HealthName(Health health) {
  return health == Health::kOk ? "ok" : health == Health::kWarning ? "warn" : "missing";
}

bool CanCompile(const std::vector<Symptom>& findings) {
  return std::none_of(findings.begin(), findings.end(), [](const Symptom& finding) {
    return finding.is_needed && finding.health == Health::kMissing;
  });
}

}  // namespace

std::vector<Symptom> Examine(const std::string& clang) {
  return Examination(clang).Run();
}

std::string SymptomsText(const std::vector<Symptom>& findings, bool has_ticks) {
  size_t width = 0;
  for (const Symptom& finding : findings) width = std::max(width, finding.subject.size());
  std::string text;
  for (const Symptom& finding : findings) {
    std::string_view mark = HealthName(finding.health);
    if (has_ticks)
      mark = finding.health == Health::kOk        ? "✓"
             : finding.health == Health::kWarning ? "!"
                                                  : "✗";
    text += fmt::format("{:<{}}  {:<{}}  {}\n", mark, has_ticks ? 1 : 7, finding.subject, width,
                        finding.found);
    if (!finding.remedy.empty())
      text += fmt::format("{:<{}}  help: {}\n", "", has_ticks ? 1 : 7, finding.remedy);
  }
  return text + (CanCompile(findings) ? "BPF programs can be compiled.\n"
                                      : "BPF programs cannot be compiled.\n");
}

std::string SymptomsJson(const std::vector<Symptom>& findings) {
  Json json;
  json["can_compile"] = CanCompile(findings);
  json["findings"] = Json::MakeArray();
  for (const Symptom& finding : findings) {
    Json one = {{"subject", finding.subject},
                {"health", HealthName(finding.health)},
                {"found", finding.found}};
    if (!finding.remedy.empty())
      one["remedy"] = finding.remedy;
    json["findings"].Add(one);
  }
  return json.Dump(2) + "\n";
}

int DoctorMain(const std::vector<std::string>& args) {
  ParsedOptions parsed;
  if (!ParseCommandLine(DoctorCommand(), args, parsed))
    return 0;
  if (!parsed.words().empty())
    throw UsageError(fmt::format("ecc doctor takes no '{}'", parsed.words().front()));
  std::vector<Symptom> findings = Examine(parsed.Value("clang-bin", "clang"));
  bool has_ticks = isatty(STDOUT_FILENO) != 0;
  fmt::print("{}",
             parsed.Has("json") ? SymptomsJson(findings) : SymptomsText(findings, has_ticks));
  return CanCompile(findings) ? 0 : 1;
}

}  // namespace ecc

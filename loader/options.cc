#include "loader/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string_view>

#include "support/command_line.h"
#include "support/error.h"

namespace ecc::loader {
namespace {

const Command& EcliCommand() {
  static const Command command = {
      .name = "ecli",
      .summary = "run packages of BPF programs and Wasm guests, and check their layouts",
      .usage =
          "ecli run   [-j] package.json            load, attach, print events until Ctrl-C\n"
          "ecli run   [options] app.wasm [args...] run a guest; what follows its name is the "
          "guest's\n"
          "ecli check package.json                 compare a package with its object and with "
          "this kernel\n"
          "ecli inspect FILE                       tell what a package or guest wants to do\n"
          "\n"
          "Before a program is attached, every shared type of the package is compared with "
          "the\n"
          "object's BTF, with the BTF that the kernel holds for it, and, for types of the "
          "kernel's\nown, with /sys/kernel/btf/vmlinux.  What does not match is refused with a "
          "table.",
      .before = {},
      .groups =
          {{"Options",
            {{'j', "json", "", "print each event as one line of JSON"},
             {0, "btf", "FILE",
              "relocate a package by the kernel's types in FILE, or by those of a kernel that "
              "the "
              "package carries (`ecc --btfgen`); default: the running kernel's, or the "
              "package's "
              "for it if it has none",
              Completes::kFile},
             {'v', "verbose", "", "show what libbpf says, and what a guest does"}}},
           {"What packages and guests may do; patterns (eth*), several times",
            {{0, "allow-attach", "TARGET",
              "attach to an interface (lo), a cgroup's directory, a file (libc.so.6), or what "
              "changes the system's decisions, by the first word of the section (lsm).  "
              "Tracing "
              "needs none"},
             {0, "allow-act", "FUNCTION",
              "call a function that changes processes or reaches into others "
              "(bpf_send_signal)"},
             {0, "allow-pin", "PATH", "pin and open maps at PATH below /sys/fs/bpf",
              Completes::kFile},
             {0, "deny-inspect", "",
              "not even read memory at an address, as tracing programs do"},
             {0, "allow-all", "", "all of it"},
             {0, "kernel-memory", "MIB",
              "the most kernel memory that its maps may take (default: 256)"}}},
           {"Options for guests",
            {{0, "engine", "ENGINE",
              "jsc (JavaScriptCore) or interp (wabt's interpreter); default: jsc where it is "
              "installed",
              Completes::kWords, "jsc interp"},
             {0, "dir", "HOST[:GUEST]",
              "give it the directory HOST, as GUEST; it has no files else",
              Completes::kDirectory},
             {0, "env", "NAME[=VALUE]",
              "set a variable of its environment; without VALUE, as here"},
             {0, "memory", "MIB", "the most memory that it may have (default: 256)"},
             {0, "time", "SECONDS", "ask it to end after this time, as Ctrl-C does"}}}},
      .after =
          {{"Ctrl-C and SIGTERM",
            "end the guest's polling and call its signal handler.  A guest that has not ended "
            "five seconds\nlater, or when a second signal comes, is ended by force."},
           {"Permissions",
            "Loading needs root, or CAP_BPF and CAP_PERFMON.  A package may be JSON or YAML; "
            "\"-\" reads\nstandard input."},
           {"Examples",
            "ecli run package.json\n"
            "ecli run -j package.json | jq .comm\n"
            "ecli run opensnoop.wasm -x\n"
            "ecli run --allow-attach lo xdp.wasm lo"}},
      .verbs = "run check inspect",
      .files = "*.json *.wasm"};
  return command;
}

// Splits the command line where the guest's own arguments begin: behind a name that ends in
// .wasm, or behind "--".
std::vector<std::string> TakeGuestArguments(std::vector<std::string>& words) {
  static constexpr auto kWithValue = std::to_array<std::string_view>(
      {"--btf", "--engine", "--allow-attach", "--allow-act", "--allow-pin", "--kernel-memory",
       "--dir", "--env", "--memory", "--time"});
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (std::find(kWithValue.begin(), kWithValue.end(), word) != kWithValue.end()) {
      ++i;
      continue;
    }
    bool is_end = word == "--";
    if (!is_end && (word.starts_with('-') || !word.ends_with(".wasm")))
      continue;
    auto first = words.begin() + static_cast<ptrdiff_t>(i);
    std::vector<std::string> arguments(first + 1, words.end());
    words.erase(is_end ? first : first + 1, words.end());
    return arguments;
  }
  return {};
}

double Seconds(const std::string& text) {
  double seconds = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || !(seconds > 0))
    throw UsageError("--time is a number of seconds above 0");
  return seconds;
}

void Read(const ParsedOptions& parsed, Options& options) {
  std::vector<std::string> words = parsed.words();
  // `ecli package.json` is an older way to say `ecli run package.json`.
  static const std::map<std::string_view, Options::Verb> kVerbs = {
      {"run", Options::Verb::kRun},
      {"check", Options::Verb::kCheck},
      {"inspect", Options::Verb::kInspect}};
  if (auto verb = words.empty() ? kVerbs.end() : kVerbs.find(words[0]); verb != kVerbs.end()) {
    options.verb = verb->second;
    words.erase(words.begin());
  }
  if (words.size() == 2 && words[0].find_first_of("./") == std::string::npos)
    RefuseWord(fmt::format("'{}' is no verb; there are run, check and inspect", words[0]),
               words[0], {"run", "check", "inspect"});
  if (words.size() != 1)
    throw UsageError("one package or guest is needed: ecli run package.json");
  options.file = words[0];
  options.json = parsed.Has("json");
  options.btf = parsed.Value("btf");
  options.verbose = parsed.Has("verbose");
  options.permissions.attach = parsed.Values("allow-attach");
  options.permissions.act = parsed.Values("allow-act");
  options.permissions.pin = parsed.Values("allow-pin");
  options.permissions.inspect = !parsed.Has("deny-inspect");
  options.permissions.all = parsed.Has("allow-all");
  options.permissions.kernel_memory_mib =
      parsed.Number("kernel-memory", 1, 1 << 20, options.permissions.kernel_memory_mib);
  options.directories = parsed.Values("dir");
  options.environment = parsed.Values("env");
  options.engine = parsed.Value("engine");
  if (parsed.Has("engine") && options.engine != "jsc" && options.engine != "interp")
    RefuseWord(fmt::format("--engine is jsc or interp, not '{}'", options.engine),
               options.engine, {"jsc", "interp"});
  options.memory_mib = parsed.Number("memory", 1, 4096, options.memory_mib);
  if (parsed.Has("time"))
    options.limit_s = Seconds(parsed.Value("time"));
}

}  // namespace

bool ParseOptions(int argc, char** argv, Options& options) {
  std::vector<std::string> words(argv + 1, argv + argc);
  options.arguments = TakeGuestArguments(words);
  ParsedOptions parsed;
  if (!ParseCommandLine(EcliCommand(), words, parsed))
    return false;
  Read(parsed, options);
  return true;
}

}  // namespace ecc::loader

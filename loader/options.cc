#include "loader/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cxxopts.hpp>
#include <string_view>

#include "btfgen/support/error.h"
#include "btfgen/support/version.h"

namespace ecc::loader {
namespace {

constexpr const char* kHelp =
    R"(ecli - run packages of BPF programs and Wasm guests, and check their layouts

Usage:
  ecli run   [-j] package.json            load, attach, print events until Ctrl-C
  ecli run   [options] app.wasm [args...] run a guest; what follows its name is the guest's
  ecli check package.json                 compare a package with its object and with this kernel

Before a program is attached, every shared type of the package is compared with the
object's BTF, with the BTF that the kernel holds for it, and, for types of the kernel's
own, with /sys/kernel/btf/vmlinux.  What does not match is refused with a table.

Options:
  -j, --json      print each event as one line of JSON
  -v, --verbose   show what libbpf says, and what a guest does
  -h, --help      print this text
      --version   print the version

Options for guests:
      --engine ENGINE         jsc (JavaScriptCore) or interp (wabt's interpreter);
                              default: jsc where it is installed
      --allow-attach TARGET   let the guest attach to an interface (lo), a cgroup's directory,
                              a file (libc.so.6), or programs that change what the system
                              does, by the first word of their section (lsm); may be a
                              pattern (eth*) and given several times.  Tracing needs none
      --allow-pin PATH        let it pin and open maps at PATH below /sys/fs/bpf; a pattern
      --dir HOST[:GUEST]      give it the directory HOST, as GUEST; it has no files else
      --env NAME[=VALUE]      set a variable of its environment; without VALUE, as here
      --memory MIB            the most memory that it may have (default: 256)
      --time SECONDS          ask it to end after this time, as Ctrl-C does

Ctrl-C and SIGTERM end the guest's polling and call its signal handler.  A guest that has not
ended five seconds later, or when a second signal comes, is ended by force.

Loading needs root, or CAP_BPF and CAP_PERFMON.  A package may be JSON or YAML; "-" reads
standard input.

Examples:
  ecli run package.json
  ecli run -j package.json | jq .comm
  ecli run opensnoop.wasm -x
  ecli run --allow-attach lo xdp.wasm lo
)";

// Splits the command line where the guest's own arguments begin: behind a name that ends in
// .wasm, or behind "--".
std::vector<std::string> TakeGuestArguments(std::vector<std::string>& words) {
  static constexpr auto kWithValue = std::to_array<std::string_view>(
      {"--engine", "--allow-attach", "--allow-pin", "--dir", "--env", "--memory", "--time"});
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

void ReadResult(const cxxopts::ParseResult& result, Options& options) {
  auto strings = [&](const char* name) {
    return result.count(name) != 0 ? result[name].as<std::vector<std::string>>()
                                   : std::vector<std::string>();
  };
  std::vector<std::string> words = strings("words");
  // `ecli package.json` is an older way to say `ecli run package.json`.
  bool has_verb = !words.empty() && (words[0] == "run" || words[0] == "check");
  if (has_verb) {
    if (words[0] == "check")
      options.verb = Options::Verb::kCheck;
    words.erase(words.begin());
  }
  if (words.size() != 1)
    throw UsageError("one package or guest is needed: ecli run package.json");
  options.file = words[0];
  options.json = result.count("json") != 0;
  options.verbose = result.count("verbose") != 0;
  options.allow_attach = strings("allow-attach");
  options.allow_pin = strings("allow-pin");
  options.directories = strings("dir");
  options.environment = strings("env");
  if (result.count("engine") != 0) {
    options.engine = result["engine"].as<std::string>();
    if (options.engine != "jsc" && options.engine != "interp")
      throw UsageError(fmt::format("--engine is jsc or interp, not '{}'", options.engine));
  }
  if (result.count("memory") != 0) {
    options.memory_mib = result["memory"].as<uint32_t>();
    if (options.memory_mib == 0 || options.memory_mib > 4096)
      throw UsageError("--memory is from 1 to 4096 MiB");
  }
  if (result.count("time") != 0) {
    options.limit_s = result["time"].as<double>();
    if (!(options.limit_s > 0))
      throw UsageError("--time is a number of seconds above 0");
  }
}

}  // namespace

bool ParseOptions(int argc, char** argv, Options& options) {
  cxxopts::Options parser("ecli");
  auto list = [] { return cxxopts::value<std::vector<std::string>>(); };
  parser.add_options()("j,json", "")("v,verbose", "")("h,help", "")("version", "")(
      "engine", "", cxxopts::value<std::string>())("allow-attach", "", list())(
      "allow-pin", "", list())("dir", "", list())("env", "", list())(
      "memory", "", cxxopts::value<uint32_t>())("time", "", cxxopts::value<double>())(
      "words", "", list());
  parser.parse_positional("words");
  try {
    std::vector<std::string> words(argv + 1, argv + argc);
    options.arguments = TakeGuestArguments(words);
    std::vector<const char*> pointers = {argv[0]};
    for (const std::string& word : words) pointers.push_back(word.c_str());
    cxxopts::ParseResult result =
        parser.parse(static_cast<int>(pointers.size()), pointers.data());
    if (result.count("help") != 0) {
      fmt::print("{}", kHelp);
      return false;
    }
    if (result.count("version") != 0) {
      fmt::print("ecli {}\n", kVersion);
      return false;
    }
    ReadResult(result, options);
  } catch (const cxxopts::exceptions::exception& error) {
    throw UsageError(error.what());
  }
  return true;
}

}  // namespace ecc::loader

#include "loader/options.h"

#include <fmt/format.h>

#include <cxxopts.hpp>
#include <vector>

#include "btfgen/support/error.h"
#include "btfgen/support/version.h"

namespace ecc::loader {
namespace {

constexpr const char* kHelp = R"(ecli - run packages of BPF programs, and check their layouts

Usage:
  ecli run   [-j] package.json   load, attach, print events until Ctrl-C
  ecli check package.json        compare the package with its object and with this kernel

Before a program is attached, every shared type of the package is compared with the
object's BTF, with the BTF that the kernel holds for it, and, for types of the kernel's
own, with /sys/kernel/btf/vmlinux.  What does not match is refused with a table.

Options:
  -j, --json      print each event as one line of JSON
  -v, --verbose   show what libbpf says
  -h, --help      print this text
      --version   print the version

Loading needs root, or CAP_BPF and CAP_PERFMON.  A package may be JSON or YAML; "-" reads
standard input.

Examples:
  ecli run package.json
  ecli run -j package.json | jq .comm
)";

}  // namespace

bool ParseOptions(int argc, char** argv, Options& options) {
  cxxopts::Options parser("ecli");
  parser.add_options()("j,json", "")("v,verbose", "")("h,help", "")("version", "")(
      "words", "", cxxopts::value<std::vector<std::string>>());
  parser.parse_positional("words");
  try {
    cxxopts::ParseResult result = parser.parse(argc, argv);
    if (result.count("help") != 0) {
      fmt::print("{}", kHelp);
      return false;
    }
    if (result.count("version") != 0) {
      fmt::print("ecli {}\n", kVersion);
      return false;
    }
    std::vector<std::string> words;
    if (result.count("words") != 0)
      words = result["words"].as<std::vector<std::string>>();
    // `ecli package.json` is an older way to say `ecli run package.json`.
    bool has_verb = !words.empty() && (words[0] == "run" || words[0] == "check");
    if (has_verb) {
      if (words[0] == "check")
        options.verb = Options::Verb::kCheck;
      words.erase(words.begin());
    }
    if (words.size() != 1) {
      throw UsageError("one package is needed: ecli run package.json");
    }
    options.package = words[0];
    options.json = result.count("json") != 0;
    options.verbose = result.count("verbose") != 0;
  } catch (const cxxopts::exceptions::exception& error) {
    throw UsageError(error.what());
  }
  return true;
}

}  // namespace ecc::loader

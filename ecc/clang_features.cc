#include "ecc/clang_features.h"

#include <fmt/format.h>

#include <fstream>
#include <regex>

namespace ecc {
namespace {

struct Feature {
  std::string_view pattern;  // in what a clang says that lacks it
  std::string_view what;
  int since;
  std::string_view cpu = "";    // that it needs besides
  bool is_instruction = false;  // the pattern is of assembly that clang does not take
};

// Tried with clang 14 and 19; the versions are those of LLVM's release notes.
constexpr Feature kFeatures[] = {
    {"unknown target CPU 'v4'", "-mcpu=v4", 18},
    {"unknown target CPU 'v3'", "-mcpu=v3", 9},
    {"Unsupport signed division|unsupported signed division", "signed division", 18, "v4"},
    {"Invalid usage of the XADD return value|Unsupported atomic operations|Cannot select: .*ch "
     "= "
     "Atomic(Load[A-Z]|Swap|CmpSwap)",
     "an atomic operation with a result", 12, "v3"},
    {"Cannot select: .*ch = Atomic(Load|Store)<", "an atomic load or store", 21, "v4"},
    {"Cannot select: .*addrspacecast|changes address space of pointer",
     "an arena's address space", 19},
    {"Incorrect flag for llvm.bpf.preserve.type.info", "bpf_core_type_matches()", 15},
    {"unknown attribute '_*btf_decl_tag_*'", "the attribute 'btf_decl_tag'", 14},
    {"unknown attribute '_*btf_type_tag_*'", "the attribute 'btf_type_tag'", 14},
    {"unknown attribute '_*preserve_access_index_*'", "the attribute 'preserve_access_index'",
     10},
    {"unknown attribute '_*preserve_static_offset_*'", "the attribute 'preserve_static_offset'",
     18},
    {"\\bmay_goto\\b", "'may_goto'", 19, "", true},
    {"\\bgotol\\b", "'gotol'", 18, "v4", true},
    {"\\baddr_space_cast\\b", "'addr_space_cast'", 19, "", true},
    {"\\b(load_acquire|store_release)\\b", "an atomic load or store", 21, "v4", true},
};

// The lines that errors are about, which clang does not quote in its short form.
std::string LinesOfErrors(const std::string& text) {
  constexpr int kMost = 20;
  static const std::regex kError("(^|\n)([^\n:]+):([0-9]{1,7}):[0-9]+:[^\n]* error: ");
  std::string lines;
  int count = 0;
  for (std::sregex_iterator match(text.begin(), text.end(), kError), end;
       match != end && count < kMost; ++match, ++count) {
    std::ifstream file((*match)[2]);
    std::string line;
    for (int left = std::stoi((*match)[3]); left > 0 && std::getline(file, line);) --left;
    lines += line + "\n";
  }
  return lines;
}

}  // namespace

std::optional<ClangExplanation> ExplainClangVersion(std::string_view diagnostics, int version) {
  std::string text(diagnostics.substr(0, 64 * 1024));
  std::string assembly;
  if (text.find("instantiated into assembly here") != text.npos)
    assembly = text + LinesOfErrors(text);
  ClangExplanation explanation;
  bool is_old = false;
  for (const Feature& feature : kFeatures) {
    const std::string& place = feature.is_instruction ? assembly : text;
    bool lacks_version = version != 0 && version < feature.since;
    if ((!lacks_version && feature.cpu.empty()) ||
        !std::regex_search(place, std::regex(std::string(feature.pattern))))
      continue;
    std::string cpu = feature.cpu.empty() ? "" : fmt::format("-mcpu={}", feature.cpu);
    if (lacks_version) {
      explanation.notes +=
          fmt::format("\nnote: {} needs clang {}{}{}, and this is {}", feature.what,
                      feature.since, cpu.empty() ? "" : " and ", cpu, version);
    } else {
      explanation.notes += fmt::format("\nnote: {} needs {}", feature.what, cpu);
      explanation.cpu = std::max(explanation.cpu, std::string(feature.cpu));
    }
    is_old |= lacks_version;
  }
  if (explanation.notes.empty())
    return std::nullopt;
  if (is_old)
    explanation.cpu.clear();
  return explanation;
}

}  // namespace ecc

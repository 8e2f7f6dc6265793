// An old clang does not say "I am too old", it says what it stumbled over.  Here stands what
// each stumble means.
#include "ecc/clang/clang_features.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "support/text.h"

namespace ecc {
namespace {

struct Feature {
  std::string_view
      pattern;  // of a line of what a clang says that lacks it, as fnmatch takes it
  std::string_view what;
  int since;
  std::string_view cpu = "";    // that it needs besides
  bool is_instruction = false;  // the pattern is a word of assembly that clang does not take
};

// Tried with clang 14 and 19; the versions are those of LLVM's release notes.
constexpr Feature kFeatures[] = {
    {"unknown target CPU 'v4'", "-mcpu=v4", 18},
    {"unknown target CPU 'v3'", "-mcpu=v3", 9},
    {"[Uu]nsupport* signed division", "signed division", 18, "v4"},
    {"Invalid usage of the XADD return value", "an atomic operation with a result", 12, "v3"},
    {"Unsupported atomic operations", "an atomic operation with a result", 12, "v3"},
    {"Cannot select: *ch = AtomicLoad[A-Z]", "an atomic operation with a result", 12, "v3"},
    {"Cannot select: *ch = AtomicSwap", "an atomic operation with a result", 12, "v3"},
    {"Cannot select: *ch = AtomicCmpSwap", "an atomic operation with a result", 12, "v3"},
    {"Cannot select: *ch = AtomicLoad<", "an atomic load or store", 21, "v4"},
    {"Cannot select: *ch = AtomicStore<", "an atomic load or store", 21, "v4"},
    {"Cannot select: *addrspacecast", "an arena's address space", 19},
    {"changes address space of pointer", "an arena's address space", 19},
    {"Incorrect flag for llvm.bpf.preserve.type.info", "bpf_core_type_matches()", 15},
    {"unknown attribute '*btf_decl_tag*'", "the attribute 'btf_decl_tag'", 14},
    {"unknown attribute '*btf_type_tag*'", "the attribute 'btf_type_tag'", 14},
    {"unknown attribute '*preserve_access_index*'", "the attribute 'preserve_access_index'",
     10},
    {"unknown attribute '*preserve_static_offset*'", "the attribute 'preserve_static_offset'",
     18},
    {"may_goto", "'may_goto'", 19, "", true},
    {"gotol", "'gotol'", 18, "v4", true},
    {"addr_space_cast", "'addr_space_cast'", 19, "", true},
    {"load_acquire", "an atomic load or store", 21, "v4", true},
    {"store_release", "an atomic load or store", 21, "v4", true},
};

bool HasLineLike(std::string_view text, std::string_view pattern) {
  constexpr size_t kLongestLine = 4096;
  std::string whole = fmt::format("*{}*", pattern);
  while (!text.empty()) {
    std::string line(TakeLine(text).substr(0, kLongestLine));
    if (fnmatch(whole.c_str(), line.c_str(), FNM_NOESCAPE) == 0)
      return true;
  }
  return false;
}

// Reads the start of a line that is an error's: "a.c:12:3: … error: ".
bool IsError(std::string_view line, std::string& file, unsigned& number) {
  unsigned column = 0;
  size_t colon = line.find(':');
  if (colon == line.npos || colon == 0 || line.find(" error: ") == line.npos)
    return false;
  file = line.substr(0, colon);
  line.remove_prefix(colon + 1);
  return TakeNumber(line, number) && TakePrefix(line, ":") && TakeNumber(line, column) &&
         line.starts_with(':');
}

// The lines that errors are about, which clang does not quote in its short form.
std::string LinesOfErrors(std::string_view text) {
  constexpr int kMost = 20;
  std::string lines;
  int count = 0;
  while (!text.empty() && count < kMost) {
    std::string name;
    unsigned number = 0;
    if (!IsError(TakeLine(text), name, number))
      continue;
    ++count;
    // A line marker may name anything, and a device has no end.
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(name, ignored))
      continue;
    std::ifstream file(name);
    std::string line;
    while (number-- > 0 && std::getline(file, line)) continue;
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
  std::set<std::string_view> told;
  for (const Feature& feature : kFeatures) {
    const std::string& place = feature.is_instruction ? assembly : text;
    bool lacks_version = version != 0 && version < feature.since;
    if ((!lacks_version && feature.cpu.empty()) ||
        !(feature.is_instruction ? ContainsWord(place, feature.pattern)
                                 : HasLineLike(place, feature.pattern)))
      continue;
    if (!told.insert(feature.what).second)
      continue;
    std::string cpu = feature.cpu.empty() ? "" : fmt::format("-mcpu={}", feature.cpu);
    if (lacks_version) {
      explanation.notes.push_back(fmt::format("{} needs clang {}{}{}, and this is {}",
                                              feature.what, feature.since,
                                              cpu.empty() ? "" : " and ", cpu, version));
    } else {
      explanation.notes.push_back(fmt::format("{} needs {}", feature.what, cpu));
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

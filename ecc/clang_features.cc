#include "ecc/clang_features.h"

#include <fmt/format.h>

#include <regex>

namespace ecc {
namespace {

struct Feature {
  std::string_view pattern;  // in what an older clang says
  std::string_view what;
  int since;
};

// Tried with clang 14 and 19; the versions are those of LLVM's release notes.
constexpr Feature kFeatures[] = {
    {"unknown target CPU 'v4'", "-mcpu=v4", 18},
    {"unknown target CPU 'v3'", "-mcpu=v3", 9},
    {"Unsupport signed division", "signed division (-mcpu=v4)", 18},
    {"addrspacecast|changes address space of pointer|addr_space_cast",
     "an arena's address space", 19},
    {"may_goto", "'may_goto'", 19},
    {"gotol ", "'gotol' (-mcpu=v4)", 18},
    {"load_acquire|store_release|ch = AtomicLoad|AtomicStore", "an atomic load or store", 21},
    {"Incorrect flag for llvm.bpf.preserve.type.info", "bpf_core_type_matches()", 15},
    {"unknown attribute '_*btf_decl_tag_*'", "the attribute 'btf_decl_tag'", 14},
    {"unknown attribute '_*btf_type_tag_*'", "the attribute 'btf_type_tag'", 14},
    {"unknown attribute '_*preserve_access_index_*'", "the attribute 'preserve_access_index'",
     10},
    {"unknown attribute '_*preserve_static_offset_*'", "the attribute 'preserve_static_offset'",
     18},
    {"Invalid usage of the XADD return value", "the value of an atomic addition (-mcpu=v3)",
     12},
};

}  // namespace

std::vector<std::string> ExplainClangVersion(std::string_view diagnostics, int version) {
  std::vector<std::string> notes;
  std::string text(diagnostics.substr(0, 64 * 1024));
  for (const Feature& feature : kFeatures) {
    if (version == 0 || version >= feature.since)
      continue;
    if (std::regex_search(text, std::regex(std::string(feature.pattern)))) {
      notes.push_back(fmt::format("{} needs clang {}, and this is {}", feature.what,
                                  feature.since, version));
    }
  }
  return notes;
}

}  // namespace ecc

// The words that a program mentions, in its source and in all that it includes, from which
// follows what it can need of vmlinux.h.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ecc/kernel/cut/search_path.h"
#include "support/source_files.h"

namespace ecc::cut {

using WordSet = std::unordered_set<std::string_view>;

struct Mentions {
  // May name a typedef or an enumerator.
  WordSet names;
  // Stand behind struct, union or enum.
  WordSet tags;
  // May name a member: what is not mentioned is not dereferenced.
  WordSet members;
  // A macro puts "struct" before its argument, so that every name may be a tag.
  bool any_name_is_tag = false;
  // Macros paste names out of words, numbers among them.
  bool pastes = false;
  // The program includes a vmlinux.h; where none is found in the search path, the two below are
  // empty.
  bool wants_vmlinux = false;
  // The vmlinux.h that is included, as clang will spell its path, and its text.
  std::string vmlinux_path;
  std::string_view vmlinux_text;

  // True when `name` is mentioned as a member, or can be pasted of words that are.
  bool HasMember(std::string_view name) const;

  // Macros of the command line; the words point into these and into the files.
  std::vector<std::unique_ptr<std::string>> texts;
};

// Nothing when it cannot be told: an #include whose operand is a macro, a source that is not
// there.  The result points into `files`.
std::optional<Mentions> ReadMentions(const std::string& source, const SearchPath& path,
                                     SourceFiles& files);

// True for what bpftool and btfgen print, by its first lines.
bool LooksLikeVmlinux(std::string_view text);

}  // namespace ecc::cut

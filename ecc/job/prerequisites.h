// The files that a run has read, on which its outputs depend.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ecc {

// The files that a run has read, in the order in which they became known, each once.
class Prerequisites {
 public:
  void Add(const std::string& path);
  // Adds the files of a rule as clang -MD writes it: `target: file file …`.
  void AddRule(std::string_view rule);
  // One path a line, as clang -header-include-file writes them.
  void AddLines(std::string_view text);
  // Drops what lies below a directory of our own: made by every run, or kept in the cache, it
  // says nothing of when to build again.
  void Drop(const std::string& directory);

  const std::vector<std::string>& paths() const { return paths_; }

 private:
  std::vector<std::string> paths_;
  std::set<std::string> known_;  // absolute, without "." and ".."
};

}  // namespace ecc

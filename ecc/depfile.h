// What the outputs are made of, as make and ninja read it.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ecc {

// -MD, -MF FILE, -MT TARGET, -MQ TARGET and -MP, which mean what they mean to compilers.
struct DepfileOptions {
  bool wanted = false;
  bool has_phony_targets = false;
  std::string file;                  // empty: NAME.d among the outputs
  std::vector<std::string> targets;  // as they shall stand in the file; empty: every output
};

// True when args[i] is one of these options; takes it, and its value.
bool TakeDepfileOption(const std::vector<std::string>& args, size_t& i,
                       DepfileOptions& options);

// Throws UsageError when an option is given that means nothing without -MD.
void CheckDepfileOptions(const DepfileOptions& options);

// The files that a run has read, in the order in which they became known, each once.
class Prerequisites {
 public:
  void Add(const std::string& path);
  // What clang -MD wrote: `target: file file …`.
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

// A path as make reads it.  Throws Error for one that it cannot read.
std::string QuoteForMake(std::string_view path);

// The whole file.  `outputs` are the targets when the options name none.
std::string DepfileText(const DepfileOptions& options, const std::vector<std::string>& outputs,
                        const Prerequisites& prerequisites);

}  // namespace ecc

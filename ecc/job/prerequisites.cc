#include "ecc/job/prerequisites.h"

#include <algorithm>
#include <filesystem>

#include "support/make_syntax.h"
#include "support/text.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;

// One file has many spellings; this is the one that is compared.
std::string Normal(const std::string& path) {
  return fs::absolute(path).lexically_normal().string();
}

}  // namespace

void Prerequisites::Add(const std::string& path) {
  if (!path.empty() && known_.insert(Normal(path)).second)
    paths_.push_back(path);
}

void Prerequisites::AddRule(std::string_view rule) {
  size_t start = rule.find(": ");
  if (start == rule.npos)
    return;
  rule.remove_prefix(start + 2);
  while (!rule.empty()) {
    if (rule.front() == ' ' || rule.front() == '\n' || rule.front() == '\t') {
      rule.remove_prefix(1);
    } else if (rule.starts_with("\\\n")) {
      rule.remove_prefix(2);
    } else {
      auto [end, word] = ReadMakeWord(rule);
      Add(word);
      rule.remove_prefix(end);
    }
  }
}

void Prerequisites::AddLines(std::string_view text) {
  while (!text.empty()) Add(std::string(TakeLine(text)));
}

void Prerequisites::Drop(const std::string& directory) {
  if (directory.empty())
    return;
  std::string below = Normal(directory);
  if (!below.ends_with('/'))
    below += '/';
  auto is_ours = [&](const std::string& path) { return Normal(path).starts_with(below); };
  paths_.erase(std::remove_if(paths_.begin(), paths_.end(), is_ours), paths_.end());
  for (auto path = known_.lower_bound(below); path != known_.end() && path->starts_with(below);)
    path = known_.erase(path);
}

}  // namespace ecc

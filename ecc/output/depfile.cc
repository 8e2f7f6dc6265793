#include "ecc/output/depfile.h"

#include "support/make_syntax.h"
#include "support/text.h"

namespace ecc {

std::string DepfileText(const DepfileOptions& options, const std::vector<std::string>& outputs,
                        const Prerequisites& prerequisites) {
  std::vector<std::string> targets = options.targets;
  if (targets.empty()) {
    for (const std::string& output : outputs) targets.push_back(QuoteForMake(output));
  }
  std::vector<std::string> paths;
  for (const std::string& path : prerequisites.paths()) paths.push_back(QuoteForMake(path));
  std::string text = Join(targets, " ") + ":";
  for (const std::string& path : paths) text += " \\\n  " + path;
  text += '\n';
  // A header that is deleted is then no error.  The source is not among them: that it is gone
  // is one.
  if (options.has_phony_targets) {
    for (size_t i = 1; i < paths.size(); ++i) text += paths[i] + ":\n";
  }
  return text;
}

}  // namespace ecc

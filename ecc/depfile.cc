#include "ecc/depfile.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "btfgen/support/error.h"
#include "btfgen/support/identifier.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;

// One file has many spellings; this is the one that is compared.
std::string Normal(const std::string& path) {
  return fs::absolute(path).lexically_normal().string();
}

// The end of the word at the front of `rule`, and the word without its escapes.  A backslash
// before a blank or '#' takes that as it is, and any before it come in pairs; other backslashes
// are themselves; "$$" is one dollar.
std::pair<size_t, std::string> ReadWord(std::string_view rule) {
  std::string word;
  size_t i = 0;
  while (i < rule.size()) {
    if (rule[i] == '\\') {
      size_t end = std::min(rule.find_first_not_of('\\', i), rule.size());
      size_t count = end - i;
      char next = end < rule.size() ? rule[end] : '\0';
      bool is_escape = next == ' ' || next == '#';
      // The last of them continues the line.
      if (next == '\n') {
        word.append(count - 1, '\\');
        return {end - 1, word};
      }
      word.append(is_escape ? count / 2 : count, '\\');
      i = end;
      if (is_escape && count % 2 == 1) {
        word += next;
        ++i;
      }
    } else if (rule[i] == ' ' || rule[i] == '\n' || rule[i] == '\t') {
      break;
    } else {
      i += rule.substr(i, 2) == "$$" ? 2 : 1;
      word += rule[i - 1];
    }
  }
  return {i, word};
}

std::string Joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty())
      text += separator;
    text += word;
  }
  return text;
}

}  // namespace

bool TakeDepfileOption(const std::vector<std::string>& args, size_t& i,
                       DepfileOptions& options) {
  const std::string& arg = args[i];
  // -MMD leaves the system's headers out; that they are named does no harm.
  if (arg == "-MD" || arg == "-MMD") {
    options.wanted = true;
    return true;
  }
  if (arg == "-MP") {
    options.has_phony_targets = true;
    return true;
  }
  std::string option = arg.substr(0, 3);
  if (option != "-MF" && option != "-MT" && option != "-MQ")
    return false;
  if (arg.size() == 3 && i + 1 == args.size())
    throw UsageError(fmt::format("{} needs a value", arg));
  std::string value = arg.size() == 3 ? args[++i] : arg.substr(3);
  if (option == "-MF") {
    options.file = value;
  } else {
    options.targets.push_back(option == "-MQ" ? QuoteForMake(value) : value);
  }
  return true;
}

void CheckDepfileOptions(const DepfileOptions& options) {
  if (options.wanted)
    return;
  if (!options.file.empty() || !options.targets.empty() || options.has_phony_targets)
    throw UsageError(
        "-MF, -MT, -MQ and -MP say how a depfile is written; ask for one with -MD");
}

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
      auto [end, word] = ReadWord(rule);
      Add(word);
      rule.remove_prefix(end);
    }
  }
}

void Prerequisites::AddLines(std::string_view text) {
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    Add(std::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
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

std::string QuoteForMake(std::string_view path) {
  std::string quoted;
  for (size_t i = 0; i < path.size(); ++i) {
    char c = path[i];
    if (c == '\n') {
      throw Error(code::kPath,
                  fmt::format("a depfile cannot name '{}': there is a line break in it",
                              Printable(path)),
                  "rename it, or build without -MD");
    }
    if (c == ' ' || c == '\t' || c == '#') {
      // Backslashes before it would escape it, or each other.
      for (size_t j = i; j > 0 && path[j - 1] == '\\'; --j) quoted += '\\';
      quoted += '\\';
    } else if (c == '$') {
      quoted += '$';
    }
    quoted += c;
  }
  return quoted;
}

std::string DepfileText(const DepfileOptions& options, const std::vector<std::string>& outputs,
                        const Prerequisites& prerequisites) {
  std::vector<std::string> targets = options.targets;
  if (targets.empty()) {
    for (const std::string& output : outputs) targets.push_back(QuoteForMake(output));
  }
  std::vector<std::string> paths;
  for (const std::string& path : prerequisites.paths()) paths.push_back(QuoteForMake(path));
  std::string text = Joined(targets, " ") + ":";
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

// Tracing observes and is free; what changes packets, processes or the kernel's decisions has
// to be allowed by the name of what it touches.  A pattern never reaches beyond the directory
// that it names.
#include "loader/permission/permission.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>

#include "support/error.h"
#include "support/identifier.h"
#include "support/text.h"

namespace ecc::loader {
namespace {

// "/sys/fs/cgroup/mine/*" is neither "/sys/fs/cgroup/mine/../others" nor the directory itself
// by its name ".".
bool HasDots(std::string_view path) {
  while (true) {
    size_t slash = path.find('/');
    std::string_view part = path.substr(0, slash);
    if (part == "." || part == "..")
      return true;
    if (slash == path.npos)
      return false;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

std::string_view RightName(Right right) {
  switch (right) {
    case Right::kInspect:
      return "inspect";
    case Right::kAct:
      return "act";
    case Right::kAttach:
      return "attach";
    case Right::kPin:
      return "pin";
  }
  return "";
}

constexpr size_t kMostTold = 20;

std::string Describe(const Need& need) {
  switch (need.right) {
    case Right::kInspect:
    case Right::kAct:
      if (need.what == kNestedLoops)
        return fmt::format("{} runs loops within loops, which nothing can end", need.who);
      return fmt::format("{} calls {}", need.who, Printable(need.what));
    case Right::kAttach:
      return fmt::format("{} is attached to '{}'", need.who, Printable(need.what));
    case Right::kPin:
      return fmt::format("{} is pinned to '{}'", need.who, Printable(need.what));
  }
  return "";
}

std::string OptionFor(const Need& need) {
  if (need.right == Right::kInspect)
    return "no --deny-inspect";
  return fmt::format("--allow-{} '{}'", RightName(need.right), Printable(need.what));
}

bool IsAllowed(const std::vector<std::string>& patterns, const std::string& name) {
  if (HasDots(name))
    return false;
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
  });
}

bool Permissions::Allow(const Need& need) const {
  if (all)
    return true;
  switch (need.right) {
    case Right::kInspect:
      return inspect;
    case Right::kAct:
      return IsAllowed(act, need.what);
    case Right::kAttach:
      return IsAllowed(attach, need.what);
    case Right::kPin:
      return IsAllowed(pin, need.what);
  }
  return false;
}

void Permissions::Require(const std::string& file, const std::vector<Need>& needs) const {
  std::vector<std::string> refused;
  std::vector<std::string> options;
  size_t untold = 0;
  for (const Need& need : needs) {
    if (Allow(need))
      continue;
    // A stranger's object may have thousands.
    if (refused.size() == kMostTold) {
      ++untold;
      continue;
    }
    refused.push_back(Describe(need));
    std::string option = OptionFor(need);
    if (std::find(options.begin(), options.end(), option) == options.end())
      options.push_back(std::move(option));
  }
  if (refused.empty())
    return;
  if (untold != 0)
    refused.push_back(fmt::format("and {} more", untold));
  throw Error(code::kNotAllowed, fmt::format("{}: {}", file, fmt::join(refused, "; ")),
              fmt::format("allow it with {}", fmt::join(options, " ")));
}

}  // namespace ecc::loader

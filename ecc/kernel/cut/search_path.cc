#include "ecc/kernel/cut/search_path.h"

#include <sys/stat.h>

#include <array>
#include <cstdlib>

namespace ecc::cut {
namespace {

bool IsFile(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

// True for a flag that changes the search, or the text, in ways that are not followed here.
bool IsBeyondUs(std::string_view flag) {
  static constexpr auto kPrefixes = std::to_array<std::string_view>({"@",
                                                                     "-nostdinc",
                                                                     "--sysroot",
                                                                     "-isysroot",
                                                                     "-iwithprefix",
                                                                     "-iprefix",
                                                                     "-ivfsoverlay",
                                                                     "-include-pch",
                                                                     "-working-directory",
                                                                     "-E",
                                                                     "-x",
                                                                     "-fmodules",
                                                                     "-I-",
                                                                     "--include",
                                                                     "--config",
                                                                     "-internal",
                                                                     "-cxx-isystem",
                                                                     "-isystem-after",
                                                                     "-resource-dir",
                                                                     "-ferror"});
  for (std::string_view prefix : kPrefixes) {
    if (flag.starts_with(prefix))
      return true;
  }
  return false;
}

}  // namespace

std::optional<SearchPath> SearchPath::From(const std::vector<std::string>& flags) {
  for (const char* variable : {"CPATH", "C_INCLUDE_PATH", "CCC_OVERRIDE_OPTIONS"}) {
    if (getenv(variable) != nullptr)
      return std::nullopt;
  }
  SearchPath result;
  std::vector<Directory> user;
  std::vector<Directory> system;
  std::vector<Directory> last;
  for (size_t i = 0; i < flags.size(); ++i) {
    std::string_view flag = flags[i];
    auto take = [&](std::string_view option) -> std::optional<std::string> {
      if (!flag.starts_with(option))
        return std::nullopt;
      if (flag.size() > option.size())
        return std::string(flag.substr(option.size()));
      return i + 1 < flags.size() ? flags[++i] : std::string();
    };
    if (IsBeyondUs(flag))
      return std::nullopt;
    if (flag == "-Xclang" || flag == "-Xpreprocessor" || flag.starts_with("-Wp,"))
      return std::nullopt;
    if (flag == "-include" || flag == "-imacros") {
      if (i + 1 < flags.size())
        result.forced_.push_back(flags[++i]);
    } else if (auto quote = take("-iquote")) {
      result.quoted_.push_back({*quote, false});
    } else if (auto directory = take("-isystem")) {
      system.push_back({*directory, true});
    } else if (auto after = take("-idirafter")) {
      last.push_back({*after, true});
    } else if (auto include = take("-I")) {
      user.push_back({*include, false});
    } else if (auto macro = take("-D")) {
      result.macros_.push_back(*macro);
    }
  }
  result.all_ = user;
  result.all_.insert(result.all_.end(), system.begin(), system.end());
  result.all_.push_back({"/usr/local/include", true});
  // Between the two clang has its own headers, which name no kernel type.
  result.all_.push_back({"/usr/include", true});
  result.all_.insert(result.all_.end(), last.begin(), last.end());
  return result;
}

std::optional<Found> SearchPath::Find(std::string_view name, bool is_quoted,
                                      const std::string& from, const std::string& after) const {
  std::string text(name);
  if (text.starts_with('/')) {
    if (IsFile(text))
      return Found{text, false};
    return std::nullopt;
  }
  // libbpf's headers are libbpf's wherever a tree keeps them.
  bool is_libbpf = name.starts_with("bpf/");
  if (is_quoted && after.empty()) {
    std::string beside = from + "/" + text;
    if (IsFile(beside))
      return Found{beside, is_libbpf};
    for (const Directory& directory : quoted_) {
      if (IsFile(directory.path + "/" + text))
        return Found{directory.path + "/" + text, is_libbpf};
    }
  }
  bool is_behind = after.empty();
  for (const Directory& directory : all_) {
    std::string path = directory.path + "/" + text;
    if (is_behind && IsFile(path))
      return Found{path, directory.is_system || is_libbpf};
    if (path == after)
      is_behind = true;
  }
  return std::nullopt;
}

}  // namespace ecc::cut

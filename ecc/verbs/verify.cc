// A build depends on nothing but its inputs when it gives the same bytes elsewhere.  So it is
// done again where as much as possible differs: directory, cache, locale, time zone, umask,
// file times.
#include "ecc/verbs/verify.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "ecc/job/prerequisites.h"
#include "support/error.h"
#include "support/process.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;

// The system's own files stay where they are: tools are found there under any project's feet.
bool IsOfSystem(const fs::path& path) {
  std::string text = path.string();
  return text.starts_with("/usr/") || text.starts_with("/sys/") || text.starts_with("/proc/") ||
         text.starts_with("/lib/");
}

void CopyAll(const Prerequisites& read, const fs::path& root) {
  for (const std::string& file : read.paths()) {
    fs::path path = fs::absolute(file).lexically_normal();
    if (IsOfSystem(path))
      continue;
    fs::path copy = root / path.relative_path();
    std::error_code error;
    fs::create_directories(copy.parent_path(), error);
    fs::copy_file(path, copy, fs::copy_options::skip_existing, error);
    if (error)
      throw Error(code::kCannotWrite,
                  fmt::format("cannot copy '{}': {}", file, error.message()));
  }
}

// The arguments for the second run: elsewhere, and nothing is written but the outputs.
std::vector<std::string> Arguments(const std::vector<std::string>& given,
                                   const std::string& output) {
  std::vector<std::string> arguments = {"/proc/self/exe"};
  size_t i = 0;
  for (; i < given.size() && given[i] != "--"; ++i) {
    if (given[i] == kVerifyOption || given[i].starts_with("--compile-commands="))
      continue;
    if (given[i] == "--compile-commands") {
      ++i;
      continue;
    }
    arguments.push_back(given[i]);
  }
  arguments.insert(arguments.end(), {"-o", output});
  arguments.insert(arguments.end(), given.begin() + static_cast<ptrdiff_t>(i), given.end());
  return arguments;
}

void Compare(const OutputFile& file, const fs::path& directory) {
  std::string name = fs::path(file.path).filename();
  std::string again = ReadFile(directory / name);
  if (again == file.content)
    return;
  auto [first, second] =
      std::mismatch(file.content.begin(), file.content.end(), again.begin(), again.end());
  throw Error(
      code::kReproducible,
      fmt::format("'{}' is not reproducible: built elsewhere it differs from byte {} on "
                  "({} and {} bytes)",
                  file.path, first - file.content.begin(), file.content.size(), again.size()),
      "look for __FILE__, __DATE__, __TIME__ and absolute paths in the sources and options");
}

}  // namespace

void VerifyReproducible(const std::vector<std::string>& arguments, const Prerequisites& read,
                        const std::vector<OutputFile>& files) {
  TemporaryDirectory directory("ecc-elsewhere");
  fs::path root = fs::path(directory.path()) / "another" / "place";
  fs::path work = root / fs::current_path().relative_path();
  fs::path output = root / "out";
  for (const fs::path& path : {work, root / "tmp"}) fs::create_directories(path);
  CopyAll(read, root);

  Surroundings surroundings;
  surroundings.directory = work;
  surroundings.variables = {{"TMPDIR", root / "tmp"},
                            {"XDG_CACHE_HOME", root / "cache"},
                            {"TZ", "Pacific/Kiritimati"},
                            {"LC_ALL", "C"}};
  mode_t before = umask(0077);
  ProcessResult result = Run(Arguments(arguments, output), Capture::kBoth, &surroundings);
  umask(before);
  if (result.exit_code != 0) {
    if (!result.output.empty())
      PrintNote(result.output.substr(0, result.output.find_last_not_of('\n') + 1));
    throw Error(
        code::kReproducible, "built elsewhere, it fails",
        "files that it needs are found by their place; name them relative to the source");
  }
  size_t compared = 0;
  for (const OutputFile& file : files) {
    // A depfile is made of paths.
    if (file.path.ends_with(".d"))
      continue;
    Compare(file, output);
    ++compared;
  }
  fmt::print("reproducible: {} files are the same when built elsewhere\n", compared);
}

}  // namespace ecc

// Who forgets to name the event header would have the guest's compiler lay out the event: with
// its own pointers and longs, and without a word.  What is included is read from the lines, in
// all branches of conditionals: rather a header too many, which then is the checked one as
// well.
#include "ecc/guest/shared_headers.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "support/c_source.h"
#include "support/text.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;

// Not event headers: they are made anew for the guest, or are the kernel's.
bool IsGenerated(const fs::path& file) {
  std::string name = file.filename();
  return name.starts_with("vmlinux") || name.ends_with(".skel.h") ||
         name.ends_with(".subskel.h") || name.ends_with(".wasm.h");
}

// Files by what they are, with the path by which they were found first.
using Files = std::map<fs::path, std::string>;

class Includes {
 public:
  Includes(std::vector<std::string> directories, SourceFiles& files)
      : directories_(std::move(directories)), files_(files) {}

  // Adds what `file` includes, and what that includes.
  void Follow(const std::string& file) {
    const std::string* source = files_.TryRead(file);
    if (source == nullptr)
      return;
    std::string_view text = *source;
    while (!text.empty()) {
      std::optional<IncludeLine> include = ParseInclude(TakeLine(text));
      if (!include)
        continue;
      std::string found = Find(file, *include);
      std::error_code ignored;
      if (!found.empty() && !IsGenerated(found) &&
          found_.emplace(fs::weakly_canonical(found, ignored), found).second)
        Follow(found);
    }
  }
  const Files& found() const { return found_; }

 private:
  std::string Find(const std::string& from, const IncludeLine& include) const {
    std::vector<std::string> places = directories_;
    if (include.is_quoted)
      places.insert(places.begin(), fs::path(from).parent_path());
    for (const std::string& place : places) {
      std::string file = fs::path(place) / include.name;
      std::error_code ignored;
      if (fs::is_regular_file(file, ignored))
        return file;
    }
    return "";
  }

  std::vector<std::string> directories_;
  SourceFiles& files_;
  Files found_;
};

}  // namespace

std::vector<std::string> IncludeDirectories(const std::vector<std::string>& args) {
  std::vector<std::string> directories;
  for (size_t i = 0; i < args.size(); ++i) {
    for (std::string_view option : {"-I", "-iquote", "-isystem", "-idirafter"}) {
      if (args[i] == option && i + 1 < args.size())
        directories.push_back(args[i + 1]);
      else if (args[i].starts_with(option) && args[i].size() > option.size())
        directories.push_back(args[i].substr(option.size()));
    }
  }
  return directories;
}

void FindSharedHeaders(EccOptions& options, SourceFiles& files) {
  if (options.guest_sources.empty())
    return;
  std::vector<std::string> directories = IncludeDirectories(options.clang_args);
  std::vector<std::string> guests = directories;
  for (const std::string& directory : IncludeDirectories(options.guest_args))
    guests.push_back(directory);
  Includes guest(guests, files);
  for (const std::string& source : options.guest_sources) guest.Follow(source);
  for (Unit& unit : options.units) {
    Includes program(directories, files);
    if (!IsObjectFile(unit.source))
      program.Follow(unit.source);
    std::error_code ignored;
    Files named;
    for (const std::string& header : unit.event_headers) {
      program.Follow(header);
      named.emplace(fs::weakly_canonical(header, ignored), header);
    }
    for (const auto& [file, path] : program.found()) {
      if (guest.found().contains(file) && !named.contains(file))
        unit.shared_headers.push_back(path);
    }
  }
}

}  // namespace ecc

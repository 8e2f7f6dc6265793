#include "ecc/verbs/init.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <system_error>

#include "support/command_line.h"
#include "support/error.h"
#include "support/identifier.h"
#include "support/template.h"
#include "templates/templates.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;

const Command& InitCommand() {
  static const Command command = {
      .name = "ecc init",
      .summary = "start a project: kernel part, guest, build and continuous integration",
      .usage = "ecc init [--build make|cmake] DIR",
      .before =
          {{"The directory",
            "DIR must not exist, or be empty; the project is named after its last part."}},
      .groups = {{"Options",
                  {{0, "build", "WHAT", "build it by make (the default) or cmake",
                    Completes::kWords, "make cmake"}}}},
      .after = {},
      .verbs = "",
      .files = ""};
  return command;
}

BuildSystem BuildSystemNamed(const std::string& name) {
  if (name == "make")
    return BuildSystem::kMake;
  if (name == "cmake")
    return BuildSystem::kCMake;
  RefuseWord(fmt::format("a project is built by make or cmake, not by '{}'", name), name,
             {"make", "cmake"});
}

using Values = std::map<std::string, std::string>;

Values ValuesOf(const std::string& name, BuildSystem build) {
  Values values = {{"AT", "@"}, {"NAME", name}, {"GUARD", IncludeGuard(name + ".h")}};
  if (build == BuildSystem::kMake) {
    values.insert({{"BUILD", "make"},
                   {"CHECK", "make check"},
                   {"DATABASE", "out"},
                   {"OUT", "out/" + name},
                   {"OUT_ROOT", "out"},
                   {"PACKAGES", "make pkg-config"}});
  } else {
    values.insert({{"BUILD", "cmake -B build && cmake --build build"},
                   {"CHECK", "cmake --build build --target check"},
                   {"DATABASE", "build/bpf"},
                   {"OUT", "build/out/" + name},
                   {"OUT_ROOT", "build"},
                   {"PACKAGES", "cmake make"}});
  }
  return values;
}

// Not every file has a hole for every value.
std::string Fill(std::string_view frame, const Values& values) {
  Values used;
  for (const auto& [key, value] : values) {
    if (frame.find("@" + key + "@") != frame.npos)
      used.emplace(key, value);
  }
  return FillTemplate(frame, used);
}

[[noreturn]] void Fail(const std::string& directory, const std::error_code& error) {
  throw Error(code::kCannotWrite,
              fmt::format("cannot write the project '{}': {}", directory, error.message()));
}

// A directory beside or in the project's, from which its files are renamed into place.
class Stage {
 public:
  Stage(const std::string& prefix, const std::string& project) : path_(prefix + "XXXXXX") {
    if (mkdtemp(path_.data()) == nullptr)
      Fail(project, std::error_code(errno, std::generic_category()));
  }
  ~Stage() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void WriteTo(const std::string& directory, std::vector<OutputFile> files) {
  std::error_code error;
  for (OutputFile& file : files) {
    file.path = directory + "/" + file.path;
    fs::create_directories(fs::path(file.path).parent_path(), error);
    if (error)
      Fail(directory, error);
  }
  WriteFilesIfChanged(files);
}

// Moves what lies in the stage up to `directory`; when one cannot be moved, none is.
void MoveUp(const std::string& stage, const std::string& directory) {
  std::vector<fs::path> moved;
  std::error_code error;
  std::vector<fs::path> entries;
  for (const fs::directory_entry& entry : fs::directory_iterator(stage, error))
    entries.push_back(entry.path());
  for (const fs::path& entry : entries) {
    fs::path target = directory / entry.filename();
    if (!error)
      fs::rename(entry, target, error);
    if (!error)
      moved.push_back(target);
  }
  if (!error)
    return;
  std::error_code ignored;
  for (const fs::path& target : moved) fs::remove_all(target, ignored);
  Fail(directory, error);
}

}  // namespace

std::string ProjectName(std::string_view directory) {
  fs::path path = fs::absolute(directory).lexically_normal();
  // "a/b/" ends with an empty part.
  std::string last = path.has_filename() ? path.filename() : path.parent_path().filename();
  std::string name = SanitizeIdentifier(last);
  if (name.find_first_not_of('_') == name.npos)
    return "program";
  // Its header would take the place of the kernel's.
  return name == "vmlinux" ? "vmlinux_" : name;
}

std::vector<OutputFile> ProjectFiles(const std::string& name, BuildSystem build) {
  bool is_make = build == BuildSystem::kMake;
  std::vector<OutputFile> files = {
      {name + ".bpf.c", std::string(templates::kProjectProgram)},
      {name + ".h", std::string(templates::kProjectHeader)},
      {"app.c", std::string(templates::kProjectGuest)},
      {is_make ? "Makefile" : "CMakeLists.txt",
       std::string(is_make ? templates::kProjectMakefile : templates::kProjectCMake)},
      {"README.md", std::string(templates::kProjectReadme)},
      {".gitignore", std::string(templates::kProjectIgnored)},
      {".clangd", std::string(templates::kProjectClangd)},
      {".github/workflows/build.yml", std::string(templates::kProjectWorkflow)},
  };
  const Values values = ValuesOf(name, build);
  for (OutputFile& file : files) file.content = Fill(file.content, values);
  return files;
}

void WriteProject(const std::string& directory, BuildSystem build) {
  std::vector<OutputFile> files = ProjectFiles(ProjectName(directory), build);
  std::error_code error;
  std::string target = fs::absolute(directory).lexically_normal().string();
  while (target.size() > 1 && target.ends_with('/')) target.pop_back();
  if (!fs::exists(fs::symlink_status(target, error))) {
    fs::create_directories(fs::path(target).parent_path(), error);
    if (error)
      Fail(directory, error);
    Stage stage(target + ".", directory);
    WriteTo(stage.path(), files);
    // mkdtemp's directory is its owner's alone; this one is as any other.
    mode_t mask = umask(0);
    umask(mask);
    fs::permissions(stage.path(), fs::perms(0777 & ~mask), error);
    fs::rename(stage.path(), target, error);
    if (error)
      Fail(directory, error);
    return;
  }
  if (!fs::is_directory(target, error))
    throw Error(code::kNotEmpty, fmt::format("'{}' is there, and no directory", directory),
                "name a directory that is new or empty");
  if (!fs::is_empty(target, error) || error)
    throw Error(code::kNotEmpty, fmt::format("the directory '{}' is not empty", directory),
                "name one that is new or empty");
  // It may be where the shell stands, or a file system of its own: it is kept.
  Stage stage(target + "/.ecc-init-", directory);
  WriteTo(stage.path(), files);
  MoveUp(stage.path(), target);
}

int InitMain(const std::vector<std::string>& args) {
  ParsedOptions parsed;
  if (!ParseCommandLine(InitCommand(), args, parsed))
    return 0;
  BuildSystem system = BuildSystemNamed(parsed.Value("build", "make"));
  if (parsed.words().size() != 1 || parsed.words().front().empty())
    throw UsageError("one directory is needed: ecc init [--build make|cmake] DIR");
  const std::string& directory = parsed.words().front();
  WriteProject(directory, system);
  fmt::print("{}: a project; its README.md tells how to build and run it\n", directory);
  return 0;
}

}  // namespace ecc

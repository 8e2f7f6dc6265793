#include "ecc/clang/compile_commands.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "support/descriptors.h"
#include "support/error.h"
#include "support/files.h"
#include "support/json.h"

namespace ecc {
namespace {

namespace fs = std::filesystem;
// Held while the database is read, changed and renamed into place.  The lock is on the
// directory: the file itself is replaced, and a file made for the lock would stay behind.
class DirectoryLock {
 public:
  explicit DirectoryLock(const std::string& directory)
      : fd_(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (fd_.get() < 0)
      Fail("open", directory);
    while (flock(fd_.get(), LOCK_EX) != 0) {
      if (errno != EINTR)
        Fail("lock", directory);
    }
  }

 private:
  [[noreturn]] static void Fail(std::string_view verb, const std::string& directory) {
    throw Error(code::kDatabase,
                fmt::format("cannot {} '{}': {}", verb, directory, strerror(errno)));
  }

  FileDescriptor fd_;
};

Json ReadDatabase(const std::string& file) {
  if (!fs::exists(file))
    return Json::MakeArray();
  std::optional<Json> database = TryParseJson(ReadFile(file));
  if (!database || !database->is_array()) {
    throw Error(code::kDatabase,
                fmt::format("'{}' is no compilation database: it holds no JSON array", file),
                "remove it, or name another file with --compile-commands");
  }
  return std::move(*database);
}

std::string Text(const Json& entry, const char* key) {
  const Json* value = entry.Find(key);
  return value != nullptr && value->is_string() ? value->AsString() : "";
}

// The source of an entry, as an absolute path.
fs::path SourceOf(const Json& entry) {
  if (!entry.is_object())
    return {};
  return (fs::path(Text(entry, "directory")) / Text(entry, "file")).lexically_normal();
}

}  // namespace

void AddCompileCommand(const std::string& file, const CompileCommand& command) {
  Json entry;
  entry["directory"] = fs::current_path().string();
  entry["file"] = fs::absolute(command.source).lexically_normal().string();
  entry["arguments"] = command.arguments;
  entry["output"] = command.output;
  // A path is bytes, JSON is UTF-8: what is not is replaced, and known again only so.
  entry = ParseJson(entry.Dump());

  fs::path directory = fs::absolute(file).parent_path();
  std::error_code error;
  fs::create_directories(directory, error);
  DirectoryLock lock(directory);
  Json database = ReadDatabase(file);
  bool is_known = false;
  for (size_t i = 0; i < database.size(); ++i) {
    if (SourceOf(database[i]) == SourceOf(entry)) {
      database[i] = entry;
      is_known = true;
    }
  }
  if (!is_known)
    database.Add(entry);
  std::string text = database.Dump(2);
  WriteFilesIfChanged({{file, text + "\n"}});
}

}  // namespace ecc

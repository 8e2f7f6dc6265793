#include "support/paths.h"

#include <unistd.h>

#include <filesystem>

namespace ecc {

std::string DirectoryOf(std::string_view path) {
  size_t slash = path.rfind('/');
  return slash == path.npos ? "." : std::string(path.substr(0, slash == 0 ? 1 : slash));
}

std::string_view FileName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

std::string BaseName(std::string_view path) {
  std::string_view name = FileName(path);
  return std::string(name.substr(0, name.find('.')));
}

std::string FindBesideProgram(const std::vector<const char*>& places, const std::string& name) {
  std::error_code error;
  std::filesystem::path program =
      std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* place : places) {
    std::filesystem::path file = program / place / name;
    if (access(file.c_str(), R_OK) == 0)
      return std::filesystem::canonical(file, error);
  }
  return "";
}

}  // namespace ecc

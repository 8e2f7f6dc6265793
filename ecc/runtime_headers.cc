#include "ecc/runtime_headers.h"

#include <unistd.h>

#include <filesystem>

namespace ecc {

std::string RuntimeHeaders() {
  std::error_code error;
  std::filesystem::path program =
      std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* place : {ECC_RUNTIME_HEADERS, "../../../runtime-headers"}) {
    std::filesystem::path directory = program / place;
    if (access((directory / "libbpf-wasm.h").c_str(), R_OK) == 0)
      return std::filesystem::canonical(directory, error);
  }
  return "";
}

std::string LibbpfCompatHeaders() {
  std::string runtime = RuntimeHeaders();
  std::string directory = runtime + "/bpf-compat";
  return !runtime.empty() && access(directory.c_str(), R_OK) == 0 ? directory : "";
}

}  // namespace ecc

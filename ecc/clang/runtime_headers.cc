#include "ecc/clang/runtime_headers.h"

#include <unistd.h>

#include "support/files.h"
#include "support/install_places.h"
#include "support/paths.h"

namespace ecc {

std::string RuntimeHeaders() {
  std::string header =
      FindBesideProgram({kRuntimeHeadersPlace, "../include/ecc"}, "libbpf-wasm.h");
  return header.empty() ? "" : DirectoryOf(header);
}

std::string LibbpfCompatHeaders() {
  std::string runtime = RuntimeHeaders();
  std::string directory = runtime + "/bpf-compat";
  return !runtime.empty() && access(directory.c_str(), R_OK) == 0 ? directory : "";
}

}  // namespace ecc

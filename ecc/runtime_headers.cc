#include "ecc/runtime_headers.h"

#include <unistd.h>

#include "btfgen/support/files.h"

namespace ecc {

std::string RuntimeHeaders() {
  std::string header =
      FindBesideProgram({ECC_RUNTIME_HEADERS, "../../../runtime-headers"}, "libbpf-wasm.h");
  return header.empty() ? "" : header.substr(0, header.rfind('/'));
}

std::string LibbpfCompatHeaders() {
  std::string runtime = RuntimeHeaders();
  std::string directory = runtime + "/bpf-compat";
  return !runtime.empty() && access(directory.c_str(), R_OK) == 0 ? directory : "";
}

}  // namespace ecc

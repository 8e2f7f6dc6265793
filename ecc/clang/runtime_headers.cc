#include "ecc/clang/runtime_headers.h"

#include <unistd.h>

#include "support/error.h"
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

std::string CountLostHeader() {
  std::string compat = LibbpfCompatHeaders();
  if (compat.empty())
    throw Error(code::kNoGuestHeaders, "cannot find the header of --count-lost",
                "install ecc as a whole: cmake --install");
  return compat + "/ecc_count_lost.h";
}

}  // namespace ecc

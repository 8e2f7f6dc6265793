// A package as it lies on disk.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "btfgen/layout/model.h"

namespace ecc::loader {

// A kernel's BTF, as far as the object needs it, still packed.
struct PackedBtf {
  std::string sha256;  // of the bytes
  uint64_t size = 0;   // bytes
  std::string data;    // base64 of a zlib stream
};

struct Package {
  std::string file;    // for messages: "package.json"
  std::string name;    // of the object: "bootstrap_bpf"
  std::string object;  // the ELF file
  // The shared layout as the package gives it; absent in packages of other tools.
  std::optional<layout::Model> model;
  int poll_timeout_ms = 100;
  // For kernels that have none of their own: positions in `btfs`, by the kernel's name.
  std::map<std::string, size_t> kernels;
  std::vector<PackedBtf> btfs;
};

// A package's bytes, of which nothing was read yet.
struct PackageText {
  std::string file;  // for messages
  std::string text;
  bool is_yaml = false;
};
// "-" is standard input.
PackageText ReadPackageText(const std::string& path);

// Reads a package of ours or of the tools that share its format; docs/package-format.md tells
// the keys.  Keys that are not known are passed over.  `is_yaml` tells the syntax.  Throws
// Error for what is no package.
Package ParsePackage(const std::string& file, const std::string& text, bool is_yaml);

// The description of a guest's object in its module: a package whose object is elsewhere in the
// module.
struct EmbeddedPackage {
  Package package;           // without object
  uint64_t object_size = 0;  // bytes
  // Where it lies in the module; past its end when that is not told.
  uint64_t object_offset = UINT64_MAX;
};
EmbeddedPackage ParseGuestPackage(const std::string& file, std::string_view section);

}  // namespace ecc::loader

// Model -> the skeleton that a Wasm guest includes.
#pragma once

#include <string>
#include <string_view>

#include "btfgen/layout/model.h"

namespace ecc::emit {

struct SkeletonOptions {
  std::string source;  // named in the first line
  std::string file;    // gives the include guard
  std::string header;  // the Wasm header to include; empty for none
};

// A libbpf-like skeleton over runtime-headers/libbpf-wasm.h that embeds the object's bytes.
std::string CSkeleton(const layout::Model& model, std::string_view object_bytes,
                      const SkeletonOptions& options);

}  // namespace ecc::emit

// Frames of whole files, with holes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace ecc {

// Replaces each @KEY@ by its value.  There are no loops and no conditions; a key of the
// frame without a value, or a value without its key, is a bug and throws std::logic_error.
std::string FillTemplate(std::string_view frame,
                         const std::map<std::string, std::string>& values);

// Fills a frame and returns the texts before and after the hole of `key`, for a value that is
// not held as a whole.
std::pair<std::string, std::string> FillTemplateAround(
    std::string_view frame, const std::string& key, std::map<std::string, std::string> values);

// The include guard of a file: "BOOTSTRAP_WASM_H" for "out/bootstrap.wasm.h".
std::string IncludeGuard(std::string_view file);

}  // namespace ecc

// The work that is left when clang has written an object.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "support/byte_reader.h"

namespace ecc {

// Gives the text of a source file by the path that BTF quotes, relative to the main source's
// directory; empty when there is none.
using SourceText = std::function<std::string(const std::string& path)>;

// The object without DWARF, and
//
// - ring buffers without sizes of keys and values, which kernels refuse.  The habit to write
//   `__type(value, struct event)` keeps what it is for, the type of the events: it becomes
//   `struct event[0]`;
//
// - the text of source lines that clang left out.  It loses it where a file's first function
//   comes from a macro and paths are cut (-ffile-prefix-map).
std::string FinishObject(std::string_view where, ByteView object, const SourceText& source);

}  // namespace ecc

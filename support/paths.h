// Parts of paths, and files that lie beside the running program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ecc {

// "out" for "out/a.h", "." for "a.h", "/" for "/a.h".
std::string DirectoryOf(std::string_view path);

// "a.bpf.o" for "out/a.bpf.o".
std::string_view FileName(std::string_view path);

// "a" for "out/a.bpf.o": the file's name up to the first dot.
std::string BaseName(std::string_view path);

// The path of `name` in the first of `places`, directories relative to that of the running
// program, that has it; empty when none does.
std::string FindBesideProgram(const std::vector<const char*>& places, const std::string& name);

}  // namespace ecc

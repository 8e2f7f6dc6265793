// The options that clang gets.
#pragma once

#include <string>
#include <vector>

#include "ecc/job/job.h"

namespace ecc {

// The options that every compilation of this program needs, for clang and for libclang alike:
// target, architecture macro, include paths and the user's own.
std::vector<std::string> CompilerFlags(const Job& job);

// These flags, and where the headers lie that add what an older libbpf lacks.  Clang gets them
// when it misses something; who only looks for names may have them from the start.
std::vector<std::string> WithCompatHeaders(std::vector<std::string> flags);

// These flags, and `to` read wherever clang would open `from`.  It separates the two by a
// semicolon, which neither may have.
std::vector<std::string> Remapped(std::vector<std::string> flags, const std::string& from,
                                  const std::string& to);

// The whole command for an object, without what only we need, for clangd.
std::vector<std::string> PlainCommand(const Job& job, const std::vector<std::string>& flags,
                                      const std::string& object);

}  // namespace ecc

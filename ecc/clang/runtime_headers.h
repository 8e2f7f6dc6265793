// Where the headers lie that come with ecc.
#pragma once

#include <string>

namespace ecc {

// The directory that is installed as include/ecc: beside the program, or beside the build
// directory; empty when there is none.
std::string RuntimeHeaders();

// The one with the headers that add what an older libbpf lacks; empty when there is none.
std::string LibbpfCompatHeaders();

// The one that `--count-lost` includes before a program.  Throws Error when there is none.
std::string CountLostHeader();

}  // namespace ecc

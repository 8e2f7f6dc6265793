// Files below a directory, and never beyond it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace ecc::loader {

// Each takes the descriptor of a directory and a path from there, which the kernel itself keeps
// below it, symbolic links included; a negative errno when it does not.  OpenBelow returns a
// descriptor of a file or a directory, and never waits: -ENXIO for pipes, sockets and devices.
// The others return 0.
int OpenBelow(int directory, const std::string& path, int flags, uint32_t mode);
int UnlinkBelow(int directory, const std::string& path, int flags);
int MakeBelow(int directory, const std::string& path);

// The three, for whoever may not do it himself.
struct FileAccess {
  std::function<int(int directory, const std::string& path, int flags, uint32_t mode)> open =
      OpenBelow;
  std::function<int(int directory, const std::string& path, int flags)> unlink = UnlinkBelow;
  std::function<int(int directory, const std::string& path)> make = MakeBelow;
};

}  // namespace ecc::loader

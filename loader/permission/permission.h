// Who may do what besides observing.
#pragma once

#include <string>
#include <vector>

struct bpf_program;

namespace ecc::loader {

// The permissions that the command line gives.
struct Permissions {
  std::vector<std::string> attach;  // patterns: "lo", "/sys/fs/cgroup/*", "libc.so.6", "lsm"
  std::vector<std::string> pin;     // patterns of paths below /sys/fs/bpf
};

// True when one of the patterns, as fnmatch takes them, has the name.
bool IsAllowed(const std::vector<std::string>& patterns, const std::string& name);

// Returns the name that has to be allowed before a program may be attached to a target: the
// interface, the directory, the file, or for others that change what the system does the first
// word of the section ("lsm").  Empty for programs that only observe.
std::string NeededPermission(bpf_program* program, const std::string& target);

}  // namespace ecc::loader

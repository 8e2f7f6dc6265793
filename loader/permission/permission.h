// What the command line allows, and what it takes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ecc::loader {

enum class Right {
  kInspect,  // read memory at any address
  kAct,      // change processes, reach into others, call the system
  kAttach,   // be attached to what carries packets, decisions or other programs
  kPin,      // make or open maps below /sys/fs/bpf
};
std::string_view RightName(Right right);  // "inspect"

// One thing that has to be allowed.
// What may not be done without a word though it is no function: "--allow-act nested-loops".
inline constexpr const char* kNestedLoops = "nested-loops";

struct Need {
  Right right = Right::kInspect;
  std::string what;  // "bpf_send_signal", "lo", "lsm", "/sys/fs/bpf/mine"
  std::string who;   // "program 'enter' (SEC(\"tc\"))", "map 'shared'"

  friend bool operator==(const Need&, const Need&) = default;
};
// "program 'enter' calls bpf_send_signal"
std::string Describe(const Need& need);
// The option that allows it: "--allow-act bpf_send_signal"
std::string OptionFor(const Need& need);

// Who runs a package or a guest decides; nothing but to inspect is allowed without a word.
struct Permissions {
  std::vector<std::string> act;     // patterns of functions: "bpf_send_signal"
  std::vector<std::string> attach;  // patterns: "lo", "/sys/fs/cgroup/*", "libc.so.6", "lsm"
  std::vector<std::string> pin;     // patterns of paths below /sys/fs/bpf
  bool inspect = true;
  bool all = false;
  uint64_t kernel_memory_mib = 256;  // of all maps together

  bool Allow(const Need& need) const;
  // Throws Error that tells each need which is not allowed, with the options that would.
  // `file` is what asks.
  void Require(const std::string& file, const std::vector<Need>& needs) const;
};

// True when one of the patterns, as fnmatch takes them, has the name.
bool IsAllowed(const std::vector<std::string>& patterns, const std::string& name);

}  // namespace ecc::loader

// Where a program is attached, as a target says it and, where that is silent, its section.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

struct bpf_program;

namespace ecc::loader {

// A program's section without the '?' of one that is not loaded by itself.
std::string_view SectionOf(const bpf_program* program);

// True for programs that are attached to a cgroup's directory.
bool IsCgroupProgram(const bpf_program* program);

// 0 for none.  Unlike if_nametoindex(3) it makes the kernel load no module of that name.
unsigned FindInterface(const std::string& name);

struct ProbeTarget {
  bool is_user = false;
  bool is_return = false;
  std::string place;  // of the target, without its kind
};
ProbeTarget ParseProbe(const bpf_program* program, const std::string& target);

// A place in a program or library.
struct UserTarget {
  bool is_return = false;
  std::string binary;
  std::string provider;  // of USDT; empty for a place in the code
  std::string symbol;    // a function, or what ParseNumber takes
  uint64_t offset = 0;   // bytes behind the function
  int pid = -1;          // one process; all: -1
};
// Where a program is attached that is attached to user space; nothing for another.  The one
// reading that both the permission and the attachment go by.
std::optional<UserTarget> ParseUserTarget(const bpf_program* program,
                                          const std::string& target);
// True for those that libbpf attaches to many places at once, by itself.
bool IsMultiProbe(const bpf_program* program);

// "lo", "egress" for "lo:egress": the parts around the last separator; the second is empty
// where there is none.
std::pair<std::string, std::string> SplitAtLast(const std::string& text, char separator);

// A whole text that is a number, decimal or behind "0x"; false for another.
template <typename Number>
bool ParseNumber(std::string_view text, Number& number) {
  int base = text.starts_with("0x") ? 16 : 10;
  if (base == 16)
    text.remove_prefix(2);
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

}  // namespace ecc::loader

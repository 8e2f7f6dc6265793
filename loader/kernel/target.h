// Where a program is attached, as a target says it and, where that is silent, its section.
#pragma once

#include <charconv>
#include <string>
#include <string_view>
#include <utility>

struct bpf_program;

namespace ecc::loader {

// A program's section without the '?' of one that is not loaded by itself.
std::string_view SectionOf(const bpf_program* program);

// True for programs that are attached to a cgroup's directory.
bool IsCgroupProgram(const bpf_program* program);

struct ProbeTarget {
  bool is_user = false;
  bool is_return = false;
  std::string place;  // of the target, without its kind
};
ProbeTarget ParseProbe(const bpf_program* program, const std::string& target);

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

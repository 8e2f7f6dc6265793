// Type names that the guest's C library, or our runtime headers, own.
#pragma once

#include <string>
#include <string_view>

namespace ecc::layout {

// Stands in front of a tag or typedef that would otherwise collide: `struct bpf_timespec`.
inline constexpr std::string_view kLibcCollisionPrefix = "bpf_";

// True for a tag or typedef that some header of ISO C, POSIX, wasi-libc or libbpf-wasm defines,
// so that a generated header may be included together with any of these.
bool IsLibcTypeName(std::string_view name);

// True for a macro of these headers that would take the place of a member, a variable or a type
// of its name.
bool IsLibcMacroName(std::string_view name);

// An identifier for a stranger's name: no reserved word, and no macro of these headers.
std::string SafeIdentifier(std::string_view name);

}  // namespace ecc::layout

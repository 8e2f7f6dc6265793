// How far the kernel's functions reach that a program may call.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ecc::loader {

enum class Reach {
  kObserve,  // what the kernel shows to any program: its events, its own maps
  kInspect,  // memory at an address of the program's choice: of the kernel, of the process it
             // runs in
  kAct,      // beyond: changes processes, reaches into others, calls the system
};

// docs/security.md has these tables in words.  A function that is not in them acts.
Reach ReachOfHelper(uint32_t helper);                // enum bpf_func_id
Reach ReachOfKernelFunction(std::string_view name);  // a kfunc
// "bpf_send_signal"; "helper 1000" for one that has no name yet.
std::string HelperName(uint32_t helper);

}  // namespace ecc::loader

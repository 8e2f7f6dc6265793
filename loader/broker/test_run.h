// Runs a program once, for whoever asks.
#pragma once

#include <cstdint>
#include <string>

namespace ecc::loader {

struct TestRun {
  uint32_t flags = 0;
  int repeat = 0;
  std::string data;
  std::string context;
  // In: room; out: what there is, cut to the room.
  std::string data_out;
  std::string context_out;
  // Out.  Sizes are those that the kernel tells, whatever the room.
  uint32_t retval = 0;
  uint32_t duration = 0;  // ns a run
  uint32_t data_size = 0;
  uint32_t context_size = 0;
};

// 0, or a negative errno.  `may_take_long`: the kernel hears no signal while the program runs,
// not even SIGKILL, so that a process of its own runs it.  Who waits for that can be ended; the
// program then goes on until it is done, and nothing else with it.
int RunOnce(int program, TestRun& run, bool may_take_long);

}  // namespace ecc::loader

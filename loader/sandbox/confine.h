// What a process gives up before it looks at a stranger's bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "loader/sandbox/memory_watch.h"

namespace ecc::loader {

// Each throws Error when the kernel does not let it, but for Landlock, which older kernels
// lack.

// Where standard input, output or error is closed, what is opened next must not get its number;
// what takes the place cannot be used, as a closed one.  Before anything is opened.
void KeepStandardDescriptors();

// Closes every descriptor but standard input, output and error and these.
void CloseOthers(std::span<const int> kept);

// No capability, a user of its own where it was root's and may change, no new privileges for
// ever; the process ends with its parent, and nobody may look into it.  Before there are
// threads.
void DropPrivileges();

// No file may be opened but what tells of this process and machine (/proc, /sys, /dev/urandom),
// for reading. False where the kernel has no Landlock.  Before there are threads.
bool ConfineFiles();

// Which system calls are left, for all threads.  A second time only less.
enum class Calls {
  kStart,    // what an engine needs to start: opens files
  kRun,      // what a guest needs that runs; nobody may look into the process then
  kInspect,  // kStart, and memory that is a file's or shared, for who opens objects itself
};
void ConfineCalls(Calls calls);

// All of it, in the order that it has to be done in.
void Confine(std::span<const int> kept, Calls calls = Calls::kStart);

// For whoever only reads and prints: runs `body` in a process of its own that is confined so,
// and returns its exit code.  Throws Error when it dies, or takes more memory than this.
int RunConfined(const std::string& file, const std::function<int()>& body,
                uint64_t most_mib = kMibToRead);

}  // namespace ecc::loader

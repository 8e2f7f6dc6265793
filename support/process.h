// Running a program, without a shell.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace ecc {

struct ProcessResult {
  int exit_code = 0;   // 128 + signal when it was killed
  bool found = true;   // false when there is no such program
  std::string output;  // standard output, standard error or both, as captured
};

enum class Capture { kNothing, kOutput, kErrors, kBoth };

// How a program's surroundings differ from ours.
struct Surroundings {
  std::string directory;                                       // empty: ours
  std::vector<std::pair<std::string, std::string>> variables;  // of the environment
};

// Runs argv[0], found in PATH, and waits for it.
ProcessResult Run(const std::vector<std::string>& argv, Capture capture,
                  const Surroundings* surroundings = nullptr);

// From the first Run on, SIGINT, SIGTERM and SIGHUP end this program only when what it runs has
// ended, so that its temporary files go with it: Run throws Error then, and this, at the end of
// `main`, dies of the signal.
void DieOfPendingSignal();

// The path of a program as Run finds it; empty when there is none.
std::string FindProgram(const std::string& name);

// A command as -v shows it.
std::string JoinForDisplay(const std::vector<std::string>& argv);

}  // namespace ecc

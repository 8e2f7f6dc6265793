// Running a program, without a shell.
#pragma once

#include <string>
#include <vector>

namespace ecc {

struct ProcessResult {
  int exit_code = 0;   // 128 + signal when it was killed
  bool found = true;   // false when there is no such program
  std::string output;  // standard output or standard error, when captured
};

enum class Capture { kNothing, kOutput, kErrors };

// Runs argv[0], found in PATH, and waits for it.
ProcessResult Run(const std::vector<std::string>& argv, Capture capture);

// A command as -v shows it.
std::string JoinForDisplay(const std::vector<std::string>& argv);

}  // namespace ecc

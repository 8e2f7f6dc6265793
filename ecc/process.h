// Running a program, without a shell.
#pragma once

#include <string>
#include <vector>

namespace ecc {

struct ProcessResult {
  int exit_code = 0;   // 128 + signal when it was killed
  bool found = true;   // false when there is no such program
  std::string output;  // standard output or error, when captured
};

enum class Capture { kNothing, kOutput, kErrors };

// Runs argv[0], found in PATH, and waits for it.  What is not captured goes where ours goes.
ProcessResult Run(const std::vector<std::string>& argv, Capture capture);

}  // namespace ecc

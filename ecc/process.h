// Running a program, without a shell.
#pragma once

#include <string>
#include <vector>

namespace ecc {

struct ProcessResult {
  int exit_code = 0;   // 128 + signal when it was killed
  bool found = true;   // false when there is no such program
  std::string output;  // standard output, when captured
};

enum class Capture { kNothing, kOutput };

// Runs argv[0], found in PATH, and waits for it.  Standard error is ours, so that a
// compiler's diagnostics appear once, unchanged and in colour.
ProcessResult Run(const std::vector<std::string>& argv, Capture capture);

}  // namespace ecc

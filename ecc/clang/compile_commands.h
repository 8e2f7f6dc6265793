// compile_commands.json, by which clangd understands a BPF program.
#pragma once

#include <string>
#include <vector>

namespace ecc {

struct CompileCommand {
  std::string source;
  std::string output;
  std::vector<std::string> arguments;  // the compiler first
};

// Adds the command to the database `file`, in the place of an earlier one for the same source;
// what else the database holds stays.  Several runs may do so at once.  Throws Error when the
// file holds something else.
void AddCompileCommand(const std::string& file, const CompileCommand& command);

}  // namespace ecc

// The options by which compilers are asked for a depfile.
#pragma once

#include <string>
#include <vector>

namespace ecc {

// -MD, -MF FILE, -MT TARGET, -MQ TARGET and -MP, which mean what they mean to compilers.
struct DepfileOptions {
  bool wanted = false;
  bool has_phony_targets = false;
  std::string file;                  // empty: NAME.d among the outputs
  std::vector<std::string> targets;  // as they shall stand in the file; empty: every output
};

// True when args[i] is one of these options; takes it, and its value.
bool TakeDepfileOption(const std::vector<std::string>& args, size_t& i,
                       DepfileOptions& options);

// Throws UsageError when an option is given that means nothing without -MD.
void CheckDepfileOptions(const DepfileOptions& options);

}  // namespace ecc

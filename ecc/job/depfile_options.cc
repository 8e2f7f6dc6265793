#include "ecc/job/depfile_options.h"

#include <fmt/format.h>

#include "support/error.h"
#include "support/make_syntax.h"

namespace ecc {

bool TakeDepfileOption(const std::vector<std::string>& args, size_t& i,
                       DepfileOptions& options) {
  const std::string& arg = args[i];
  // -MMD leaves the system's headers out; that they are named does no harm.
  if (arg == "-MD" || arg == "-MMD") {
    options.wanted = true;
    return true;
  }
  if (arg == "-MP") {
    options.has_phony_targets = true;
    return true;
  }
  std::string option = arg.substr(0, 3);
  if (option != "-MF" && option != "-MT" && option != "-MQ")
    return false;
  if (arg.size() == 3 && i + 1 == args.size())
    throw UsageError(fmt::format("{} needs a value", arg));
  std::string value = arg.size() == 3 ? args[++i] : arg.substr(3);
  if (option == "-MF") {
    options.file = value;
  } else {
    options.targets.push_back(option == "-MQ" ? QuoteForMake(value) : value);
  }
  return true;
}

void CheckDepfileOptions(const DepfileOptions& options) {
  if (options.wanted)
    return;
  if (!options.file.empty() || !options.targets.empty() || options.has_phony_targets)
    throw UsageError(
        "-MF, -MT, -MQ and -MP say how a depfile is written; ask for one with -MD");
}

}  // namespace ecc

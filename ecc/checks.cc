#include "ecc/checks.h"

#include <fmt/format.h>

#include "btfgen/support/error.h"
#include "ecc/kernel_features.h"

namespace ecc {
namespace {

void CheckKernel(const EccOptions& options, const Program& program) {
  std::optional<KernelVersion> version = ParseKernelVersion(options.min_kernel);
  if (!version)
    return;
  Diagnostics findings;
  for (const std::string& missing : MissingInKernel(options.source, program.model,
                                                    ReadHelperCalls(*program.object), *version))
    findings.Add(missing);
  findings.ThrowIfAny(code::kKernelTooOld,
                      fmt::format("'{}' is for Linux {}, and uses what came later",
                                  options.source, ToString(*version)));
}

}  // namespace

const std::vector<std::string_view>& WarningNames() {
  static const std::vector<std::string_view> names = {
      code::kNoLicence.name,    code::kUnusedEvent.name, code::kKeyPadding.name,
      code::kEventPadding.name, code::kCache.name,       code::kNoRelocations.name,
      code::kOpaque.name};
  return names;
}

void CheckProgram(const EccOptions& options, const Program& program) {
  CheckKernel(options, program);
  CheckLicence(options, program);
  CheckPadding(options, program);
  CheckEventTypes(options, program);
}

}  // namespace ecc

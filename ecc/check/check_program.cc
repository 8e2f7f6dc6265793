#include "ecc/check/check_program.h"

#include <fmt/format.h>

#include "ecc/check/kernel_features.h"
#include "support/error.h"
#include "support/kernel_version.h"

namespace ecc {
namespace {

void CheckKernel(const Job& job, const CompiledProgram& program) {
  std::optional<KernelVersion> version = ParseKernelVersion(job.options.min_kernel);
  if (!version)
    return;
  MissingInKernel(job.unit.source, program.model, ReadHelperCalls(*program.object), *version)
      .ThrowIfAny(code::kKernelTooOld, Place(),
                  fmt::format("'{}' is for Linux {}, and uses what came later", job.unit.source,
                              ToString(*version)));
}

}  // namespace

void CheckProgram(const Job& job, const CompiledProgram& program) {
  CheckKernel(job, program);
  CheckLicence(job, program);
  CheckPadding(job, program);
  CheckEventTypes(job, program);
}

}  // namespace ecc

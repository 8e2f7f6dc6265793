#include "loader/kernel/attach_failure.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <cerrno>

#include "loader/kernel/kernel_error.h"
#include "loader/kernel/target.h"
#include "support/identifier.h"

namespace ecc::loader {

void FailToAttach(const bpf_program* program, const std::string& target, int error) {
  std::string what = fmt::format("cannot attach program '{}' (SEC(\"{}\"))",
                                 Printable(bpf_program__name(program)),
                                 Printable(bpf_program__section_name(program)));
  throw KernelError(target.empty() ? what : what + " to '" + Printable(target) + "'", error);
}

unsigned InterfaceIndex(const bpf_program* program, const std::string& name) {
  unsigned index = FindInterface(name);
  if (index == 0)
    FailToAttach(program, name, ENODEV);
  return index;
}

}  // namespace ecc::loader

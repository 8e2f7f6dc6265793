// Programs of traffic control.
#pragma once

#include <memory>
#include <string>

#include "loader/kernel/attach.h"

namespace ecc::loader {

// The target is an interface, with a direction or without ("lo:egress").  A link, which goes
// with the process, where the kernel has them (Linux 6.6), else a filter.  Throws KernelError.
std::unique_ptr<Attachment> AttachTc(bpf_program* program, const std::string& target);

// A filter in any case: how kernels before 6.6 do it.
std::unique_ptr<Attachment> AttachTcFilter(bpf_program* program, const std::string& target);

}  // namespace ecc::loader

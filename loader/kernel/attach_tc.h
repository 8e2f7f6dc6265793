// Filters of traffic control.
#pragma once

#include <memory>
#include <string>

#include "loader/kernel/attach.h"

namespace ecc::loader {

// The target is an interface, with a direction or without ("lo:egress").  Throws KernelError.
std::unique_ptr<Attachment> AttachTc(bpf_program* program, const std::string& target);

}  // namespace ecc::loader

// Refusals of the kernel or of libbpf, with the reason.
#pragma once

#include <string>

#include "support/error.h"

namespace ecc::loader {

class KernelError : public Error {
 public:
  // `error` is an errno.  The message has its words, what libbpf said lately, and a remedy
  // where one is known.
  KernelError(const std::string& what, int error);
  int error() const { return error_; }

 private:
  KernelError(const std::string& what, int error, const std::string& log);

  int error_;
};

// From now on libbpf's words go to KernelError, and with `verbose` to standard error.
void ListenToLibbpf(bool verbose);
// Forgets what it said: it is not the reason of what fails next.
void ForgetLibbpfWords();

}  // namespace ecc::loader

// Attaches a program as kernels before 6.6 have it, by a filter, for as long as a command of
// the shell runs: tc_filter OBJECT PROGRAM TARGET COMMAND
#include <cstdlib>
#include <memory>
#include <string>

#include "loader/kernel/attach_tc.h"
#include "loader/kernel/kernel_object.h"
#include "support/error.h"
#include "support/files.h"

namespace {

int Main(int argc, char** argv) {
  if (argc != 5)
    throw ecc::UsageError("an object, a program, a target and a command are needed");
  std::string name = argv[1];
  std::string bytes = ecc::ReadFile(name);
  ecc::loader::KernelObject object(bytes, name);
  object.Load();
  bpf_program* program = object.FindProgram(argv[2]);
  if (program == nullptr)
    throw ecc::Error("there is no such program");
  std::unique_ptr<ecc::loader::Attachment> filter =
      ecc::loader::AttachTcFilter(program, argv[3]);
  return std::system(argv[4]) == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  return ecc::RunMain("tc_filter", Main, argc, argv);
}

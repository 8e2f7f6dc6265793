#include "loader/broker/test_run.h"

#include <bpf/bpf.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "loader/sandbox/confine.h"

namespace ecc::loader {
namespace {

// What both processes see of a run, with its bytes behind it.
struct Shared {
  int result;
  uint32_t retval;
  uint32_t duration;
  uint32_t data_size;
  uint32_t context_size;
};

Shared Run(int program, const TestRun& run, char* data_out, char* context_out) {
  auto place = [](const std::string& bytes) {
    return bytes.empty() ? nullptr : const_cast<char*>(bytes.data());
  };
  bpf_test_run_opts options = {};
  options.sz = sizeof(options);
  options.flags = run.flags;
  options.repeat = run.repeat;
  options.data_in = place(run.data);
  options.data_size_in = static_cast<uint32_t>(run.data.size());
  // Of a size of 0 the kernel thinks that nobody told it, and copies all that there is.
  options.data_out = run.data_out.empty() ? nullptr : data_out;
  options.data_size_out = static_cast<uint32_t>(run.data_out.size());
  options.ctx_in = place(run.context);
  options.ctx_size_in = static_cast<uint32_t>(run.context.size());
  options.ctx_out = run.context_out.empty() ? nullptr : context_out;
  options.ctx_size_out = static_cast<uint32_t>(run.context_out.size());
  int result = bpf_prog_test_run_opts(program, &options);
  return {result < 0 ? -errno : result, options.retval, options.duration, options.data_size_out,
          options.ctx_size_out};
}

int Take(const Shared& shared, TestRun& run) {
  run.retval = shared.retval;
  run.duration = shared.duration;
  run.data_size = shared.data_size;
  run.context_size = shared.context_size;
  run.data_out.resize(std::min<size_t>(run.data_out.size(), shared.data_size));
  run.context_out.resize(std::min<size_t>(run.context_out.size(), shared.context_size));
  return shared.result;
}

}  // namespace

int RunOnce(int program, TestRun& run, bool may_take_long) {
  if (!may_take_long)
    return Take(Run(program, run, run.data_out.data(), run.context_out.data()), run);
  size_t size = sizeof(Shared) + run.data_out.size() + run.context_out.size();
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return -errno;
  auto* shared = static_cast<Shared*>(memory);
  char* data_out = static_cast<char*>(memory) + sizeof(Shared);
  char* context_out = data_out + run.data_out.size();
  pid_t child = fork();
  if (child == 0) {
    // It holds nothing but the program: no link, and nobody's standard output.
    try {
      const int kept[] = {program};
      CloseOthers(kept);
    } catch (const std::exception&) {
      _exit(1);
    }
    for (int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) close(fd);
    *shared = Run(program, run, data_out, context_out);
    _exit(0);
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  int result = -EAGAIN;
  if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
    std::memcpy(run.data_out.data(), data_out, run.data_out.size());
    std::memcpy(run.context_out.data(), context_out, run.context_out.size());
    result = Take(*shared, run);
  }
  munmap(memory, size);
  return result;
}

}  // namespace ecc::loader

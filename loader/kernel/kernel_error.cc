#include "loader/kernel/kernel_error.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace ecc::loader {
namespace {

// The warnings that libbpf gave lately in this thread.  Its callback has no context, hence the
// global.
thread_local std::string g_log;
bool g_verbose = false;

constexpr size_t kMaxLog = 64 * 1024;

int Log(libbpf_print_level level, const char* format, va_list args) {
  // A message that nobody asked for is not even formatted.
  if (level != LIBBPF_WARN && !g_verbose)
    return 0;
  char line[4096];
  vsnprintf(line, sizeof(line), format, args);
  if (g_verbose)
    fputs(line, stderr);
  // The end of the log has the reason.
  if (level == LIBBPF_WARN)
    g_log += line;
  if (g_log.size() > kMaxLog)
    g_log.erase(0, g_log.size() - kMaxLog);
  return 0;
}

std::string TakeLog() {
  std::string log = std::exchange(g_log, "");
  while (log.ends_with('\n')) log.pop_back();
  return log.empty() ? "" : "\n" + log;
}

// Returns the advice that an errno suggests; empty for most.
std::string Remedy(int error) {
  if (error != EPERM && error != EACCES)
    return "";
  return geteuid() == 0 ? "the kernel forbids it here: lockdown or its configuration"
                        : "run as root, or grant CAP_BPF and CAP_PERFMON";
}

}  // namespace

KernelError::KernelError(const std::string& what, int error)
    : Error(fmt::format("{}: {}{}", what, strerror(error), TakeLog()), Remedy(error)),
      error_(error) {}

void ListenToLibbpf(bool verbose) {
  g_verbose = verbose;
  libbpf_set_print(Log);
}

void ForgetLibbpfWords() {
  g_log.clear();
}

}  // namespace ecc::loader

#include "loader/kernel/kernel_error.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
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

// Names of a stranger's object stand in there, which a terminal would obey.
void MakePrintable(std::string& text) {
  for (char& one : text) {
    auto c = static_cast<unsigned char>(one);
    if ((c < ' ' && c != '\n' && c != '\t') || c >= 0x7f)
      one = '?';
  }
}

// Of any length: the verifier's log comes as one message.
std::string Format(const char* format, va_list args) {
  va_list again;
  va_copy(again, args);
  int size = vsnprintf(nullptr, 0, format, again);
  va_end(again);
  std::string text(static_cast<size_t>(std::max(size, 0)) + 1, '\0');
  vsnprintf(text.data(), text.size(), format, args);
  text.pop_back();
  return text;
}

int Log(libbpf_print_level level, const char* format, va_list args) {
  // A message that nobody asked for is not even formatted.
  if (level != LIBBPF_WARN && !g_verbose)
    return 0;
  std::string line = Format(format, args);
  MakePrintable(line);
  if (g_verbose)
    fputs(line.c_str(), stderr);
  // The end of the log has the reason.
  if (level == LIBBPF_WARN)
    g_log += line;
  if (g_log.size() > kMaxLog)
    g_log.erase(0, g_log.size() - kMaxLog);
  return 0;
}

// The C library knows the numbers of system calls only.
std::string WordsOf(int error) {
  constexpr int kNotSupported = 524;  // ENOTSUPP, which the kernel has for itself
  constexpr int kLastKnown = 133;     // EHWPOISON
  if (error == kNotSupported)
    return "the kernel does not support this (ENOTSUPP)";
  return error > kLastKnown ? fmt::format("the kernel's own error {}", error) : strerror(error);
}

std::string TakeLog() {
  std::string log = std::exchange(g_log, "");
  while (log.ends_with('\n')) log.pop_back();
  return log.empty() ? "" : "\n" + log;
}

// The capabilities that loading wants and that are not in effect; of those of root's, only when
// these are there.
std::string MissingCapabilities() {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
  syscall(SYS_capget, &header, data);
  auto has = [&](int number) {
    return (data[CAP_TO_INDEX(number)].effective & CAP_TO_MASK(number)) != 0;
  };
  // It stands for the two.
  bool has_bpf = has(CAP_BPF) || has(CAP_SYS_ADMIN);
  bool has_perfmon = has(CAP_PERFMON) || has(CAP_SYS_ADMIN);
  if (!has_bpf || !has_perfmon)
    return fmt::format("{}{}{}", has_bpf ? "" : "CAP_BPF",
                       has_bpf || has_perfmon ? "" : " and ", has_perfmon ? "" : "CAP_PERFMON");
  return has(CAP_NET_ADMIN) ? "" : "CAP_NET_ADMIN, which networks want";
}

// Returns the advice that an errno suggests; empty for most, and where the verifier has spoken.
std::string Remedy(int error, const std::string& log) {
  if ((error != EPERM && error != EACCES) || log.find("BEGIN PROG LOAD LOG") != log.npos)
    return "";
  std::string missing = MissingCapabilities();
  return missing.empty()
             ? "the kernel forbids it here: lockdown or its configuration"
             : fmt::format("run it as root, or grant what this process lacks: {}", missing);
}

}  // namespace

KernelError::KernelError(const std::string& what, int error)
    : KernelError(what, error, TakeLog()) {}

KernelError::KernelError(const std::string& what, int error, const std::string& log)
    : Error(fmt::format("{}: {}{}", what, WordsOf(error), log), Remedy(error, log)),
      error_(error) {}

void ListenToLibbpf(bool verbose) {
  g_verbose = verbose;
  libbpf_set_print(Log);
}

void ForgetLibbpfWords() {
  g_log.clear();
}

}  // namespace ecc::loader

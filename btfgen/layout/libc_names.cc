#include "btfgen/layout/libc_names.h"

#include <algorithm>
#include <array>

#include "btfgen/support/identifier.h"

namespace ecc::layout {
namespace {

// Records and enums only: typedefs of integers (pid_t, size_t, …) are resolved and never
// printed.  Sorted.
constexpr auto kNames = std::to_array<std::string_view>({
    "DIR",
    "FILE",
    "addrinfo",
    "bpf_buffer",
    "bpf_link",
    "bpf_map",
    "bpf_map_skeleton",
    "bpf_object",
    "bpf_object_open_opts",
    "bpf_object_skeleton",
    "bpf_prog_skeleton",
    "bpf_program",
    "cmsghdr",
    "dirent",
    "div_t",
    "fd_set",
    "fenv_t",
    "flock",
    "fpos_t",
    "group",
    "hostent",
    "imaxdiv_t",
    "in6_addr",
    "in_addr",
    "in_pktinfo",
    "iovec",
    "ip_mreq",
    "ip_mreqn",
    "ipv6_mreq",
    "itimerspec",
    "itimerval",
    "lconv",
    "ldiv_t",
    "linger",
    "lldiv_t",
    "locale_t",
    "max_align_t",
    "mbstate_t",
    "mmsghdr",
    "msghdr",
    "passwd",
    "pollfd",
    "pthread_t",
    "regex_t",
    "regmatch_t",
    "rlimit",
    "rusage",
    "sched_param",
    "servent",
    "sigaction",
    "siginfo_t",
    "sigset_t",
    "sigval",
    "sockaddr",
    "sockaddr_in",
    "sockaddr_in6",
    "sockaddr_storage",
    "sockaddr_un",
    "stack_t",
    "stat",
    "statfs",
    "statvfs",
    "tcp_info",
    "termios",
    "timespec",
    "timeval",
    "timezone",
    "tm",
    "tms",
    "ucontext_t",
    "ucred",
    "utimbuf",
    "utsname",
    "va_list",
});
static_assert(std::is_sorted(kNames.begin(), kNames.end()));

// Macros without parameters that something may well be called, and that do not stand for their
// own name.
constexpr auto kMacros = std::to_array<std::string_view>({
    "BUFSIZ",   "CHAR_BIT", "CHAR_MAX",  "CHAR_MIN", "EOF",      "ERROR",    "I",
    "INT_MAX",  "INT_MIN",  "LONG_MAX",  "LONG_MIN", "NULL",     "PATH_MAX", "RAND_MAX",
    "STATUS",   "UINT_MAX", "ULONG_MAX", "complex",  "d_fileno", "direct",   "no_argument",
    "noreturn", "st_atime", "st_ctime",  "st_mtime",
});

}  // namespace

bool IsLibcMacroName(std::string_view name) {
  return std::binary_search(kMacros.begin(), kMacros.end(), name);
}

std::string SafeIdentifier(std::string_view name) {
  std::string safe = SanitizeIdentifier(name);
  if (IsLibcMacroName(name))
    safe += "_";
  return safe;
}

bool IsLibcTypeName(std::string_view name) {
  return std::binary_search(kNames.begin(), kNames.end(), name);
}

}  // namespace ecc::layout

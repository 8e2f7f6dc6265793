// Generated headers live beside a C library's: a record called `stat`, a member called `errno`
// would collide with its types and macros.  The names that must give way stand here.
#include "btfgen/layout/libc_names.h"

#include <algorithm>
#include <array>

#include "support/identifier.h"

namespace ecc::layout {
namespace {

// Records and enums only: typedefs of integers (pid_t, size_t, …) are resolved and never
// printed.  Sorted.
constexpr auto kNames = std::to_array<std::string_view>({
    "ACTION",
    "DIR",
    "FILE",
    "VISIT",
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
    "f_owner_ex",
    "fd_set",
    "fenv_t",
    "file_handle",
    "flock",
    "fpos_t",
    "group",
    "group_filter",
    "group_req",
    "group_source_req",
    "hostent",
    "icmp6_filter",
    "icmphdr",
    "imaxdiv_t",
    "in6_addr",
    "in6_pktinfo",
    "in_addr",
    "in_pktinfo",
    "iovec",
    "ip6_mtuinfo",
    "ip_mreq",
    "ip_mreq_source",
    "ip_mreqn",
    "ip_msfilter",
    "iphdr",
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
    "mq_attr",
    "msghdr",
    "nd_opt_hdr",
    "option",
    "passwd",
    "pollfd",
    "pthread_t",
    "regex_t",
    "regmatch_t",
    "rlimit",
    "rusage",
    "sched_param",
    "sem_t",
    "servent",
    "sigaction",
    "sigevent",
    "siginfo_t",
    "sigset_t",
    "sigval",
    "sockaddr",
    "sockaddr_in",
    "sockaddr_in6",
    "sockaddr_ll",
    "sockaddr_storage",
    "sockaddr_un",
    "stack_t",
    "stat",
    "statfs",
    "statvfs",
    "sysinfo",
    "tcp_diag_md5sig",
    "tcp_fastopen_client_fail",
    "tcp_info",
    "tcp_md5sig",
    "tcp_repair_window",
    "tcp_zerocopy_receive",
    "tcphdr",
    "termios",
    "tftphdr",
    "timespec",
    "timeval",
    "timezone",
    "tm",
    "tms",
    "ucontext_t",
    "ucred",
    "udphdr",
    "utimbuf",
    "utsname",
    "va_list",
});
static_assert(std::is_sorted(kNames.begin(), kNames.end()));

// Macros without parameters that something may well be called.  One that stands for its own
// name does no harm, unless in parentheses, as `stdin` does.
constexpr auto kMacros = std::to_array<std::string_view>({
    "BUFSIZ",      "CHAR_BIT",    "CHAR_MAX",    "CHAR_MIN",       "EOF",
    "ERROR",       "I",           "INT16_MAX",   "INT16_MIN",      "INT32_MAX",
    "INT32_MIN",   "INT64_MAX",   "INT64_MIN",   "INT8_MAX",       "INT8_MIN",
    "INTMAX_MAX",  "INTMAX_MIN",  "INTPTR_MAX",  "INTPTR_MIN",     "INT_MAX",
    "INT_MIN",     "LONG_MAX",    "LONG_MIN",    "NULL",           "PATH_MAX",
    "PTRDIFF_MAX", "PTRDIFF_MIN", "RAND_MAX",    "SIG_ATOMIC_MAX", "SIG_ATOMIC_MIN",
    "SIZE_MAX",    "STATUS",      "UINT16_MAX",  "UINT32_MAX",     "UINT64_MAX",
    "UINT8_MAX",   "UINTMAX_MAX", "UINTPTR_MAX", "UINT_MAX",       "ULONG_MAX",
    "WCHAR_MAX",   "WCHAR_MIN",   "WINT_MAX",    "WINT_MIN",       "complex",
    "d_fileno",    "direct",      "dirent64",    "no_argument",    "noreturn",
    "st_atime",    "st_ctime",    "st_mtime",    "stat64",         "stderr",
    "stdin",       "stdout",
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

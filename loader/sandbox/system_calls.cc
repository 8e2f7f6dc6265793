// A list of what is allowed, for seccomp: whatever the kernel learns later is denied.  What is
// denied answers EPERM, which engines and libc take as an error like any other.
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <vector>

#include "loader/sandbox/confine.h"
#include "support/error.h"

namespace ecc::loader {
namespace {

#if defined(__x86_64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#elif defined(__riscv) && __riscv_xlen == 64
constexpr uint32_t kArchitecture = AUDIT_ARCH_RISCV64;
#elif defined(__s390x__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_S390X;
#elif defined(__powerpc64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_PPC64LE;
#else
#error "this architecture has no list of system calls"
#endif

// Whatever the arguments.
constexpr int kAlways[] = {
    // Descriptors that it has.
    SYS_read,
    SYS_write,
    SYS_readv,
    SYS_writev,
    SYS_lseek,
    SYS_pread64,
    SYS_close,
    SYS_fstat,
    SYS_getdents64,
    SYS_ppoll,
    SYS_eventfd2,
    SYS_epoll_create1,
    SYS_epoll_ctl,
    SYS_epoll_pwait,
    SYS_sendto,
    SYS_recvfrom,
    SYS_sendmsg,
    SYS_recvmsg,
    // Memory.
    SYS_munmap,
    SYS_mprotect,
    SYS_mremap,
    SYS_madvise,
    SYS_brk,
    SYS_membarrier,
    // Threads, time, chance.
    SYS_futex,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_set_robust_list,
    SYS_rseq,
    SYS_exit,
    SYS_exit_group,
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
    SYS_getrandom,
    // Itself.
    SYS_getpid,
    SYS_gettid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_uname,
    SYS_sysinfo,
    SYS_getrusage,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_rt_sigsuspend,
    SYS_restart_syscall,
#ifdef SYS_poll
    SYS_poll,
#endif
#ifdef SYS_epoll_wait
    SYS_epoll_wait,
#endif
#ifdef SYS_time
    SYS_time,
#endif
};

// Besides, until the engine has started; Landlock says which files.
constexpr int kAtStart[] = {
    SYS_openat,   SYS_newfstatat, SYS_readlinkat,     SYS_faccessat,          SYS_statfs,
    SYS_getcwd,   SYS_seccomp,    SYS_sched_getparam, SYS_sched_getscheduler,
#ifdef SYS_open
    SYS_open,
#endif
#ifdef SYS_access
    SYS_access,
#endif
#ifdef SYS_readlink
    SYS_readlink,
#endif
#ifdef SYS_stat
    SYS_stat,
#endif
};

class Filter {
 public:
  explicit Filter(Calls calls) {
    Load(offsetof(seccomp_data, arch));
    Add(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0);
    Return(SECCOMP_RET_KILL_PROCESS);
    Load(offsetof(seccomp_data, nr));
#ifdef __X32_SYSCALL_BIT
    // The same numbers with other arguments.
    Add(BPF_JMP | BPF_JGE | BPF_K, __X32_SYSCALL_BIT, 0, 1);
    Return(SECCOMP_RET_KILL_PROCESS);
#endif
    // Elements of maps whose descriptors it was given, and what they are.
    OneOf(
        SYS_bpf, 0,
        {BPF_MAP_LOOKUP_ELEM, BPF_MAP_UPDATE_ELEM, BPF_MAP_DELETE_ELEM, BPF_MAP_GET_NEXT_KEY,
         BPF_MAP_LOOKUP_AND_DELETE_ELEM, BPF_MAP_LOOKUP_BATCH, BPF_MAP_LOOKUP_AND_DELETE_BATCH,
         BPF_MAP_UPDATE_BATCH, BPF_MAP_DELETE_BATCH, BPF_OBJ_GET_INFO_BY_FD});
    for (int call : kAlways) Allow(call);
    if (calls != Calls::kRun) {
      for (int call : kAtStart) Allow(call);
    }
    if (calls == Calls::kInspect) {
      // libelf writes into memory that looks like a file; libbpf shares its own of maps.
      Allow(SYS_memfd_create);
      Allow(SYS_mmap);
      for (int call : {SYS_ftruncate, SYS_pwrite64, SYS_fallocate})
        When(call, [&] { AllowForOwnDescriptor(); });
    }
#ifdef __s390x__
    // Its arguments lie in memory.
    Allow(SYS_mmap);
#else
    // Pages that are shared and no file's stay when a process gives up its view of them
    // (MADV_DONTNEED), and nobody counts them then.
    When(SYS_mmap, [&] {
      LoadArgument(3);
      Add(BPF_JMP | BPF_JSET | BPF_K, MAP_ANONYMOUS, 0, 1);
      Add(BPF_JMP | BPF_JSET | BPF_K, MAP_SHARED, 1, 0);
      Return(SECCOMP_RET_ALLOW);
    });
#endif
    // A thread, not a process.
    When(SYS_clone, [&] {
      LoadArgument(0);
      Add(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1);
      Return(SECCOMP_RET_ALLOW);
    });
    // Its flags lie in memory; libc goes on with the other.
    When(SYS_clone3, [&] { Return(SECCOMP_RET_ERRNO | ENOSYS); });
    // An engine stops its own threads.
    OneOf(SYS_tgkill, 0, {static_cast<uint32_t>(getpid())});
    When(SYS_fcntl, [&] {
      LoadArgument(1);
      Values({F_GETFD, F_GETFL});
      Add(BPF_JMP | BPF_JEQ | BPF_K, F_DUPFD_CLOEXEC, 1, 0);
      Add(BPF_JMP | BPF_JEQ | BPF_K, F_SETFL, 0, kOwnDescriptorSize);
      AllowForOwnDescriptor();
    });
    When(SYS_ioctl, [&] {
      LoadArgument(1);
      Values({TCGETS, FIONREAD});
      Add(BPF_JMP | BPF_JEQ | BPF_K, FIONBIO, 0, kOwnDescriptorSize);
      AllowForOwnDescriptor();
    });
    // Who is confined further may no longer be looked into; its own limits, to read them.
    if (calls != Calls::kRun) {
      OneOf(SYS_prctl, 0, {PR_SET_NAME, PR_GET_NAME, PR_SET_DUMPABLE});
      OneOf(SYS_prlimit64, 0, {0});
    } else {
      OneOf(SYS_prctl, 0, {PR_SET_NAME, PR_GET_NAME});
    }
    Return(SECCOMP_RET_ERRNO | EPERM);
  }

  sock_fprog Program() {
    return {static_cast<unsigned short>(instructions_.size()), instructions_.data()};
  }

 private:
  void Add(int code, uint32_t constant, uint8_t if_true = 0, uint8_t if_false = 0) {
    instructions_.push_back({static_cast<uint16_t>(code), if_true, if_false, constant});
  }
  void Load(size_t offset) {
    Add(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offset));
  }
  // The low half of an argument: those that are looked at have 32 bits.
  void LoadArgument(size_t index) {
    size_t half = std::endian::native == std::endian::big ? sizeof(uint32_t) : 0;
    Load(offsetof(seccomp_data, args) + index * sizeof(uint64_t) + half);
  }
  void Return(uint32_t action) {
    Add(BPF_RET | BPF_K, action);
  }
  void Allow(int call) {
    Add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(call), 0, 1);
    Return(SECCOMP_RET_ALLOW);
  }
  // What `body` adds decides of this call; it falls through to a denial.
  template <typename Body>
  void When(int call, const Body& body) {
    Add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(call), 0, 0);
    size_t jump = instructions_.size() - 1;
    body();
    Return(SECCOMP_RET_ERRNO | EPERM);
    instructions_[jump].jf = static_cast<uint8_t>(instructions_.size() - jump - 1);
  }
  // Standard input, output and error are also whoever's that gave them: what a change of their
  // flags, or a second number of theirs that may be changed, would do outlives this process.
  static constexpr uint8_t kOwnDescriptorSize = 3;
  void AllowForOwnDescriptor() {
    LoadArgument(0);
    Add(BPF_JMP | BPF_JGT | BPF_K, STDERR_FILENO, 0, 1);
    Return(SECCOMP_RET_ALLOW);
  }
  // Allowed with one of these values of an argument.
  void OneOf(int call, size_t argument, std::initializer_list<uint32_t> values) {
    When(call, [&] {
      LoadArgument(argument);
      Values(values);
    });
  }
  // Allowed when the number that is loaded is one of these.
  void Values(std::initializer_list<uint32_t> values) {
    for (uint32_t value : values) {
      Add(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
      Return(SECCOMP_RET_ALLOW);
    }
  }

  std::vector<sock_filter> instructions_;
};

}  // namespace

void ConfineCalls(Calls calls) {
  if (calls == Calls::kRun)
    prctl(PR_SET_DUMPABLE, 0);
  Filter filter(calls);
  sock_fprog program = filter.Program();
  // Nobody's secrets are in here that a guess of the processor could tell.
  unsigned flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program) != 0)
    throw Error(
        fmt::format("cannot confine the guest: filtering system calls: {}", strerror(errno)),
        "the kernel needs CONFIG_SECCOMP_FILTER=y");
}

}  // namespace ecc::loader

#include "loader/sandbox/confine.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <thread>

#include "support/descriptors.h"
#include "tests/support/helpers.h"

namespace ecc::loader {
namespace {

// A sanitizer reads of its own threads in /proc.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kIsSanitized = true;
#else
constexpr bool kIsSanitized = false;
#endif
#else
constexpr bool kIsSanitized = false;
#endif

// Runs `body` in a process of its own and returns what it returned.  An Error is 99.
template <typename Body>
int InChild(Body body) {
  pid_t child = fork();
  if (child == 0) {
    int result = 99;
    try {
      result = body();
    } catch (const std::exception&) {
    }
    _exit(result);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

void ConfineAs(Calls calls) {
  DropPrivileges();
  ConfineFiles();
  ConfineCalls(calls);
}

void Confine() {
  ConfineAs(Calls::kStart);
  ConfineCalls(Calls::kRun);
}

// What is not allowed answers EPERM.
int IsDenied(long result) {
  return result < 0 && errno == EPERM ? 0 : 1;
}

TEST(Confine, LeavesNoWayOut) {
  pid_t self = getpid();
  union bpf_attr attributes = {};
  struct Try {
    const char* what;
    long (*call)(pid_t parent, union bpf_attr* attributes);
  };
  const Try tries[] = {
      {"openat",
       [](pid_t, auto) { return syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY); }},
      {"openat2", [](pid_t, auto) { return syscall(SYS_openat2, AT_FDCWD, "/", nullptr, 0); }},
      {"newfstatat",
       [](pid_t, auto) {
         return syscall(SYS_newfstatat, AT_FDCWD, "/etc/passwd", nullptr, 0);
       }},
      {"execve",
       [](pid_t, auto) { return syscall(SYS_execve, "/bin/true", nullptr, nullptr); }},
      {"socket", [](pid_t, auto) { return syscall(SYS_socket, AF_INET, SOCK_STREAM, 0); }},
      {"kill", [](pid_t parent, auto) { return syscall(SYS_kill, parent, 0); }},
      {"tgkill", [](pid_t parent, auto) { return syscall(SYS_tgkill, parent, parent, 0); }},
      {"ptrace",
       [](pid_t parent, auto) { return syscall(SYS_ptrace, PTRACE_SEIZE, parent, 0, 0); }},
      {"process_vm_readv",
       [](pid_t parent, auto) {
         return syscall(SYS_process_vm_readv, parent, nullptr, 0, nullptr, 0, 0);
       }},
      {"clone", [](pid_t, auto) { return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }},
      {"unshare", [](pid_t, auto) { return syscall(SYS_unshare, 0x10000000); }},
      {"mount", [](pid_t, auto) { return syscall(SYS_mount, "x", "/", "tmpfs", 0, nullptr); }},
      {"io_uring", [](pid_t, auto) { return syscall(SYS_io_uring_setup, 1, nullptr); }},
      {"perf_event_open",
       [](pid_t, auto) { return syscall(SYS_perf_event_open, nullptr, 0, -1, -1, 0); }},
      {"prlimit",
       [](pid_t parent, auto) {
         return syscall(SYS_prlimit64, parent, RLIMIT_CORE, nullptr, nullptr);
       }},
      {"prctl", [](pid_t, auto) { return syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0); }},
      {"map create",
       [](pid_t, auto a) { return syscall(SYS_bpf, BPF_MAP_CREATE, a, sizeof(*a)); }},
      {"program load",
       [](pid_t, auto a) { return syscall(SYS_bpf, BPF_PROG_LOAD, a, sizeof(*a)); }},
      {"object get",
       [](pid_t, auto a) { return syscall(SYS_bpf, BPF_OBJ_GET, a, sizeof(*a)); }},
      {"map by id",
       [](pid_t, auto a) { return syscall(SYS_bpf, BPF_MAP_GET_FD_BY_ID, a, sizeof(*a)); }},
      {"link create",
       [](pid_t, auto a) { return syscall(SYS_bpf, BPF_LINK_CREATE, a, sizeof(*a)); }},
  };
  for (const Try& one : tries) {
    EXPECT_EQ(0, InChild([&] {
                Confine();
                return IsDenied(one.call(self, &attributes));
              }))
        << one.what;
  }
}

// What would be there when this process is gone.
TEST(Confine, LeavesWhoeverStartedItHisStandardFiles) {
  struct Try {
    const char* what;
    long (*call)();
  };
  const Try tries[] = {
      {"dup", [] { return syscall(SYS_dup, 1); }},
      {"dup3", [] { return syscall(SYS_dup3, 1, 9, 0); }},
      {"F_DUPFD", [] { return syscall(SYS_fcntl, 1, F_DUPFD, 3); }},
      {"F_DUPFD_CLOEXEC", [] { return syscall(SYS_fcntl, 1, F_DUPFD_CLOEXEC, 3); }},
      {"F_SETFL", [] { return syscall(SYS_fcntl, 2, F_SETFL, 0); }},
      {"FIONBIO",
       [] {
         int on = 1;
         return syscall(SYS_ioctl, 0, FIONBIO, &on);
       }},
      {"ftruncate", [] { return syscall(SYS_ftruncate, 1, 0L); }},
      {"fallocate", [] { return syscall(SYS_fallocate, 1, 0, 0L, 1L); }},
      {"pwrite64", [] { return syscall(SYS_pwrite64, 1, "x", 1L, 0L); }},
      {"pwritev", [] { return syscall(SYS_pwritev, 1, nullptr, 0L, 0L, 0L); }},
  };
  for (Calls calls : {Calls::kStart, Calls::kRun, Calls::kInspect}) {
    // One process for all of them: the number of the first that is not denied, from 1.
    int passed = InChild([&] {
      ConfineAs(calls);
      int number = 0;
      for (const Try& one : tries) {
        ++number;
        if (IsDenied(one.call()) != 0)
          return number;
      }
      return 0;
    });
    EXPECT_EQ(0, passed) << (passed > 0 && passed < 99 ? tries[passed - 1].what : "it died");
  }
}

// Pages that are shared stay, and are in no process's account, when it gives up its own view.
TEST(Confine, LetsNobodyHoardMemoryThatIsNotCounted) {
  for (Calls calls : {Calls::kStart, Calls::kRun}) {
    for (int how : {MAP_SHARED, MAP_SHARED_VALIDATE}) {
      EXPECT_EQ(0, InChild([&] {
                  ConfineAs(calls);
                  void* memory = mmap(nullptr, 4096, PROT_READ, how | MAP_ANONYMOUS, -1, 0);
                  return IsDenied(memory == MAP_FAILED ? -1 : 0);
                }));
    }
    EXPECT_EQ(0, InChild([&] {
                ConfineAs(calls);
                return IsDenied(syscall(SYS_memfd_create, "x", 0));
              }));
  }
}

TEST(Confine, LeavesWhatLibrariesNeedThatOpenObjects) {
  EXPECT_EQ(0, InChild([] {
              ConfineAs(Calls::kInspect);
              MemoryFile file("x");
              bool writes = ftruncate(file.fd(), 8) == 0 && pwrite(file.fd(), "x", 1, 0) == 1;
              void* shared = mmap(nullptr, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
              return writes && shared != MAP_FAILED ? 0 : 1;
            }));
}

TEST(Confine, LeavesWhatAGuestNeeds) {
  EXPECT_EQ(0, InChild([] {
              int pipe[2];
              FileDescriptor file(open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
              if (pipe2(pipe, O_CLOEXEC) != 0)
                return 1;
              Confine();
              char byte = 'x';
              bool passes = write(pipe[1], &byte, 1) == 1 && read(pipe[0], &byte, 1) == 1;
              // Threads, memory, the descriptors of maps.
              bool runs = kIsSanitized;
              if (!kIsSanitized)
                std::thread([&] { runs = true; }).join();
              union bpf_attr attributes = {};
              attributes.map_fd = ~0U;
              bool asks =
                  syscall(SYS_bpf, BPF_MAP_LOOKUP_ELEM, &attributes, sizeof(attributes)) < 0 &&
                  errno != EPERM;
              // What it was given is its own: files of a directory, buffers of events.
              int on = 1;
              bool owns =
                  fcntl(pipe[0], F_SETFL, O_NONBLOCK) == 0 &&
                  ioctl(pipe[0], FIONBIO, &on) == 0 &&
                  fcntl(pipe[0], F_DUPFD_CLOEXEC, 3) >= 0 &&
                  mmap(nullptr, 4096, PROT_READ, MAP_SHARED, file.get(), 0) != MAP_FAILED;
              return passes && runs && asks && owns ? 0 : 2;
            }));
}

// As root of a container is: without the capabilities to change its user.
TEST(Confine, DoesWithoutAnotherUser) {
  EXPECT_EQ(0, InChild([] {
              __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
              __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
              syscall(SYS_capset, &header, data);
              Confine();
              return IsDenied(syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY));
            }));
}

TEST(Confine, OpensOnlyWhatTellsOfTheMachineWhileItStarts) {
  int result = InChild([] {
    DropPrivileges();
    bool has_landlock = ConfineFiles();
    ConfineCalls(Calls::kStart);
    if (open("/proc/self/status", O_RDONLY) < 0)
      return 1;
    return !has_landlock || open("/etc/passwd", O_RDONLY) < 0 ? 0 : 2;
  });
  EXPECT_EQ(0, result);
}

// As an administrator sees it from outside.
TEST(Confine, ShowsNothingInProc) {
  int pipe[2];
  ASSERT_EQ(0, pipe2(pipe, O_CLOEXEC));
  pid_t child = fork();
  if (child == 0) {
    Confine();
    char byte = 0;
    bool told = write(pipe[1], &byte, 1) == 1;
    while (told) pause();
    _exit(1);
  }
  char byte = 1;
  ASSERT_EQ(1, read(pipe[0], &byte, 1));
  std::ifstream file("/proc/" + std::to_string(child) + "/status");
  std::stringstream text;
  text << file.rdbuf();
  std::string status = text.str();
  for (const char* line :
       {"CapInh:\t0000000000000000", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000",
        "CapAmb:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"})
    EXPECT_NE(status.npos, status.find(line)) << line << "\n" << status;
  if (geteuid() == 0) {
    // Nobody else is that user.
    std::string own = std::to_string(2000000000 + child);
    for (const char* id : {"Uid:", "Gid:"})
      EXPECT_NE(status.npos,
                status.find(id + ("\t" + own) + "\t" + own + "\t" + own + "\t" + own));
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

TEST(Confine, ClosesAllButTheseDescriptors) {
  int result = InChild([] {
    int kept = dup(0);
    int closed = dup(0);
    int last = dup(0);
    const int all[] = {last, kept};
    CloseOthers(all);
    bool is_right = fcntl(kept, F_GETFD) >= 0 && fcntl(last, F_GETFD) >= 0 &&
                    fcntl(closed, F_GETFD) < 0 && fcntl(0, F_GETFD) >= 0 &&
                    fcntl(last + 1, F_GETFD) < 0;
    return is_right ? 0 : 1;
  });
  EXPECT_EQ(0, result);
}

TEST(Confine, GivesNothingTheNumberOfAStandardFile) {
  EXPECT_EQ(0, InChild([] {
              close(STDIN_FILENO);
              close(STDOUT_FILENO);
              KeepStandardDescriptors();
              char byte = 'x';
              bool is_unusable = read(STDIN_FILENO, &byte, 1) < 0 && errno == EBADF &&
                                 write(STDOUT_FILENO, &byte, 1) < 0 && errno == EBADF;
              return is_unusable && open("/dev/null", O_RDONLY) > STDERR_FILENO ? 0 : 1;
            }));
}

TEST(Confine, SaysThatNobodyTakesWhatItPrints) {
  // What waits to be written is not this process's.
  std::fflush(nullptr);
  EXPECT_EQ(1, InChild([] {
              dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO);
              return RunConfined("f", [] { return std::puts("a line") < 0 ? 2 : 0; });
            }));
}

TEST(Confine, RunsWhatOnlyReads) {
  EXPECT_EQ(7, RunConfined("f", [] { return open("/etc/passwd", O_RDONLY) < 0 ? 7 : 1; }));
  EXPECT_EQ("f: what reads it died of signal 11 (Segmentation fault)", test::ErrorFrom([] {
              RunConfined("f", [] {
                std::signal(SIGSEGV, SIG_DFL);
                raise(SIGSEGV);
                return 0;
              });
            }));
  EXPECT_EQ(128 + SIGPIPE, RunConfined("f", [] {
              std::signal(SIGPIPE, SIG_DFL);
              raise(SIGPIPE);
              return 0;
            }));
  EXPECT_EQ("f: to read it takes more than 256 MiB of memory", test::ErrorFrom([] {
              RunConfined(
                  "f",
                  [] {
                    std::string much(size_t{512} << 20, 'x');
                    while (!much.empty()) pause();
                    return 0;
                  },
                  256);
            }));
  // An Error is told and becomes the exit code, as in main.
  EXPECT_EQ(1, RunConfined("f", []() -> int { throw Error("it is told"); }));
}

}  // namespace
}  // namespace ecc::loader

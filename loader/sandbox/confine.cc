// An engine is a compiler of a million lines, and it compiles what strangers wrote.  Whoever
// breaks it has a process that may compute, write to what it was given, and ask the broker.
#include "loader/sandbox/confine.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

#include "loader/sandbox/child.h"
#include "support/descriptors.h"
#include "support/error.h"

namespace ecc::loader {
namespace {

// A user of this process alone, from numbers that no system gives out: whoever shared it could
// look into the process while it starts.  Where there is no such user, the kernel's own nobody.
constexpr unsigned kFirstOwnUser = 2000000000;
constexpr unsigned kNobody = 65534;
// An engine has a dozen.
constexpr rlim_t kMostThreads = 128;

[[noreturn]] void Fail(const char* what) {
  throw Error(fmt::format("cannot confine the guest: {}: {}", what, strerror(errno)));
}

void Require(long result, const char* what) {
  if (result < 0)
    Fail(what);
}

// Permitted and in effect; -1: none.
bool SetCapability(int capability, bool in_effect) {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
  if (capability >= 0) {
    __user_cap_data_struct& half = data[CAP_TO_INDEX(capability)];
    half.permitted = CAP_TO_MASK(capability);
    half.effective = in_effect ? half.permitted : 0;
  }
  return syscall(SYS_capset, &header, data) == 0;
}

// Kernels before 6.0 may keep bpf(2) to those with privileges, even for the elements of a map
// whose descriptor one was given.
bool MayUseMaps() {
  bpf_attr attributes = {};
  attributes.map_fd = ~0U;
  return syscall(SYS_bpf, BPF_MAP_LOOKUP_ELEM, &attributes, sizeof(attributes)) >= 0 ||
         errno != EPERM;
}

// One capability stays where the kernel insists; what it is good for is left to the list of
// system calls.
void DropCapabilities() {
  for (int kept : {CAP_BPF, CAP_SYS_ADMIN}) {
    if (!SetCapability(kept, false))
      continue;
    if (MayUseMaps())
      break;
    if (SetCapability(kept, true) && MayUseMaps())
      return;
  }
  if (!SetCapability(-1, false))
    Fail("dropping capabilities");
}

void Limit(int resource, rlim_t most) {
  rlimit limit = {most, most};
  Require(setrlimit(static_cast<__rlimit_resource_t>(resource), &limit), "limiting resources");
}

// Root of a container may lack the capability to be somebody else, or that user's number; then
// what follows has to do without.
void ChangeUser() {
  auto change = [](long result) {
    if (result < 0 && errno != EPERM && errno != EINVAL)
      Fail("changing the user");
    return result == 0;
  };
  unsigned own = kFirstOwnUser + static_cast<unsigned>(getpid());
  change(setgroups(0, nullptr));
  if (!change(setresgid(own, own, own)))
    change(setresgid(kNobody, kNobody, kNobody));
  if (!change(setresuid(own, own, own))) {
    change(setresuid(kNobody, kNobody, kNobody));
    return;
  }
  Limit(RLIMIT_NPROC, kMostThreads);
  // Until the engine has started, which reads of itself in /proc.
  Require(prctl(PR_SET_DUMPABLE, 1), "reading of itself");
}

bool AllowReading(int rules, const char* path, uint64_t access) {
  FileDescriptor place(open(path, O_PATH | O_CLOEXEC));
  landlock_path_beneath_attr beneath = {};
  beneath.allowed_access = access;
  beneath.parent_fd = place.get();
  return place.get() >= 0 &&
         syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
}

}  // namespace

void KeepStandardDescriptors() {
  for (int fd = 0; fd <= STDERR_FILENO; ++fd) {
    if (fcntl(fd, F_GETFD) < 0)
      open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

void CloseOthers(std::span<const int> kept) {
  std::vector<int> sorted(kept.begin(), kept.end());
  std::sort(sorted.begin(), sorted.end());
  int next = STDERR_FILENO + 1;
  for (int fd : sorted) {
    if (fd > next)
      Require(syscall(SYS_close_range, next, fd - 1, 0), "closing descriptors");
    next = std::max(next, fd + 1);
  }
  Require(syscall(SYS_close_range, next, ~0U, 0), "closing descriptors");
}

void DropPrivileges() {
  if (geteuid() == 0) {
    Require(prctl(PR_SET_KEEPCAPS, 1), "changing the user");
    ChangeUser();
  }
  DropCapabilities();
  Require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "giving up new privileges");
  // A change of the user undoes it.
  Require(prctl(PR_SET_PDEATHSIG, SIGKILL), "ending with the parent");
  Limit(RLIMIT_CORE, 0);
}

void Confine(std::span<const int> kept, Calls calls) {
  CloseOthers(kept);
  DropPrivileges();
  ConfineFiles();
  ConfineCalls(calls);
}

int RunConfined(const std::string& file, const std::function<int()>& body, uint64_t most_mib) {
  Child child([&](int socket) {
    const int kept[] = {socket};
    Confine(kept, Calls::kInspect);
    return body();
  });
  MemoryWatch memory(child.pid(), most_mib << 20, [&] { child.Kill(); });
  child.AwaitEnd();
  memory.Finish();
  return ExitCodeOf(file, child.Wait(), memory);
}

bool ConfineFiles() {
  landlock_ruleset_attr attributes = {};
  // All that the first version knows: a later kernel denies these as well.
  attributes.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
  FileDescriptor rules(static_cast<int>(
      syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0)));
  if (rules.get() < 0)
    return false;
  constexpr uint64_t kFile = LANDLOCK_ACCESS_FS_READ_FILE;
  constexpr uint64_t kDirectory = kFile | LANDLOCK_ACCESS_FS_READ_DIR;
  if (!AllowReading(rules.get(), "/proc", kDirectory) ||
      !AllowReading(rules.get(), "/sys", kDirectory) ||
      !AllowReading(rules.get(), "/dev/urandom", kFile))
    Fail("allowing files");
  // Where there is one.
  AllowReading(rules.get(), "/etc/os-release", kFile);
  Require(syscall(SYS_landlock_restrict_self, rules.get(), 0), "denying files");
  return true;
}

}  // namespace ecc::loader

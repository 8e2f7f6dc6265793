// libFuzzer: what MakeSafe takes goes to the real libbpf, which opens, relocates and loads it
// into a kernel that says yes to everything.  libbpf is linked dynamically and calls the C
// library's syscall(), of which this program has one of its own: no byte reaches the kernel.
#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <string>

#include "loader/kernel/safe_object.h"
#include "loader/permission/opened_object.h"
#include "support/error.h"
#include "tests/fuzz/elf_mutator.h"
#include "tests/fuzz/require.h"

namespace {

long FakeBpf(long command) {
  switch (command) {
    case BPF_MAP_CREATE:
    case BPF_PROG_LOAD:
    case BPF_BTF_LOAD:
      // Something that can be closed.
      return open("/dev/null", O_RDWR | O_CLOEXEC);
    case BPF_MAP_UPDATE_ELEM:
    case BPF_MAP_FREEZE:
    case BPF_PROG_BIND_MAP:
    case BPF_OBJ_GET_INFO_BY_FD:
      return 0;
    default:
      errno = EINVAL;
      return -1;
  }
}

// A sanitizer's own start comes here as well, before it can watch anything.
[[clang::no_sanitize("address", "undefined")]] long RawSyscall(long number, const long* words) {
#if defined(__x86_64__)
  long result = number;
  register long r10 asm("r10") = words[3];
  register long r8 asm("r8") = words[4];
  register long r9 asm("r9") = words[5];
  asm volatile("syscall"
               : "+a"(result)
               : "D"(words[0]), "S"(words[1]), "d"(words[2]), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
#elif defined(__aarch64__)
  register long x8 asm("x8") = number;
  register long result asm("x0") = words[0];
  register long x1 asm("x1") = words[1];
  register long x2 asm("x2") = words[2];
  register long x3 asm("x3") = words[3];
  register long x4 asm("x4") = words[4];
  register long x5 asm("x5") = words[5];
  asm volatile("svc 0"
               : "+r"(result)
               : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
               : "memory");
#else
#error "no raw system call is known for this machine"
#endif
  if (result > -4096 && result < 0) {
    errno = static_cast<int>(-result);
    return -1;
  }
  return result;
}

unsigned long g_bpf_calls = 0;
const std::string kName = "fuzz";  // libbpf's object keeps it

void LoadObject(const std::string& bytes) {
  // Pins would be made below /sys/fs/bpf by other calls than bpf(2).
  ecc::loader::Permissions permissions;
  permissions.act = {"*"};
  permissions.attach = {"*"};
  std::string said;
  ecc::CapturedMessages captured(said);
  std::string safe;
  try {
    safe = ecc::loader::MakeSafe(kName, bytes).bytes;
  } catch (const ecc::Error&) {
    return;
  }
  try {
    ecc::test::Require(ecc::loader::MakeSafe("safe", safe).bytes.size() <= safe.size(),
                       "what is safe does not grow");
  } catch (const ecc::Error& error) {
    ecc::test::Require(false, error.what());
  }
  try {
    ecc::loader::OpenedObject opened = ecc::loader::OpenObject(bytes, kName, permissions);
    ecc::loader::RequireMemory(kName, opened, permissions);
    opened.kernel_object->Load();
  } catch (const ecc::Error&) {
    // libbpf may refuse what it likes; it may not fall over.
  }
}

}  // namespace

extern "C" {

[[clang::no_sanitize("address", "undefined")]] long syscall(long number, ...) {
  long words[6];
  va_list list;
  va_start(list, number);
  for (long& word : words) word = va_arg(list, long);
  va_end(list);
  if (number != __NR_bpf)
    return RawSyscall(number, words);
  ++g_bpf_calls;
  return FakeBpf(words[0]);
}

size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  if (seed % 16 != 0 && ecc::test::ElfMutator(data, size, seed).Mutate())
    return size;
  return LLVMFuzzerMutate(data, size, max_size);
}

int LLVMFuzzerInitialize(int*, char***) {
  // Whose syscall() it is that libbpf calls is not taken for granted.
  uint32_t id = 0;
  bpf_map_get_next_id(0, &id);
  ecc::test::Require(g_bpf_calls == 1, "libbpf calls the kernel that is a fake");
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  LoadObject(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}

}  // extern "C"

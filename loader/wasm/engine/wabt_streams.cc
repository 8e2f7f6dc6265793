// The distribution's libwabt.a is compiled for programs: its code reaches stdin, stdout and
// stderr in a way that no shared object can offer for libc's own.  So this one has variables of
// these names for it, seen by nobody else, that hold the same.
#include <dlfcn.h>

#include <cstdio>

#pragma GCC visibility push(hidden)
FILE* wabt_stdin __asm__("stdin");
FILE* wabt_stdout __asm__("stdout");
FILE* wabt_stderr __asm__("stderr");
#pragma GCC visibility pop

namespace {

__attribute__((constructor)) void SetStreams() {
  auto libc = [](const char* name) { return *static_cast<FILE**>(dlsym(RTLD_DEFAULT, name)); };
  wabt_stdin = libc("stdin");
  wabt_stdout = libc("stdout");
  wabt_stderr = libc("stderr");
}

}  // namespace

// Parsing, --help, the man page and the completions of three shells are made of this table, in
// its order.  An option is a letter (0: none), a name, what stands for its value (empty: a
// switch), its help, and how its value is completed.
#include "ecc/job/command.h"

namespace ecc {

// clang-format off
const Command& EccCommand() {
  constexpr Completes kFile = Completes::kFile;
  constexpr Completes kDirectory = Completes::kDirectory;
  constexpr Completes kWords = Completes::kWords;
  constexpr Completes kNothing = Completes::kNothing;
  static const Command command = {
      .name = "ecc",
      .summary = "compile a BPF program and describe every byte that it shares",
      .usage =
          "ecc [options] prog.bpf.c [event-header.h]... [--wasm app.c]... [-- clang-options]\n"
          "ecc init [--build make|cmake] DIR              begin a project\n"
          "ecc doctor [--json]                            what this machine lacks\n"
          "ecc [options] a.bpf.c [a.h] b.bpf.c [b.h]...   each its own files\n"
          "ecc [options] --link NAME a.bpf.c b.bpf.o...   one object of all\n"
          "\n"
          "A source may also be an object (.o), of which the rest is made.",
      .before = {
          {"Writes beside the source, or to the directory given by -o",
           "prog.bpf.o       the object: BTF kept, DWARF gone\n"
           "prog.wasm.h      the shared types for a wasm32 guest, every offset asserted\n"
           "prog.skel.h      the skeleton for a wasm32 guest\n"
           "prog.skel.json   the skeleton as data\n"
           "package.json     object and skeleton in one file, for `ecli run`; of several\n"
           "                 sources each has a prog.package.json\n"
           "prog.wasm        with --wasm: the guest, the object embedded, for `ecli run`\n"
           "\n"
           "The types of the event header are kept in BTF and exported as event types."}},
      .groups = {
          {"Options", {
              {'o', "output-path", "DIR",
               "write the files to DIR, which is made if missing", kDirectory},
              {'j', "jobs", "N",
               "work on N sources at a time (default: one for each core)"},
              {0, "link", "NAME",
               "link all sources and objects to one, NAME.bpf.o, and describe that"},
              {0, "subskeleton", "",
               "with --link: for each source also SOURCE.subskel.h, its maps, programs and "
               "variables inside of the whole, for a library's own user space"},
              {0, "force", "",
               "replace files that are in the way, also those that no ecc has made"},
              {'n', "no-generate-package-json", "",
               "do not write the package"},
              {'y', "yaml", "",
               "write .yaml instead of .json"},
              {0, "header-only", "",
               "SOURCE is the event header; there is no program"},
              {0, "btf", "[ARCH=]FILE",
               "take vmlinux.h from this BTF or kernel, of this architecture (default: the "
               "running kernel, or an installed one's vmlinux)", kFile},
              {0, "target-arch", "ARCH",
               "compile for ARCH: x86, arm64, riscv, s390, powerpc, loongarch, arm or mips; "
               "several, separated by commas, give one package with an object for each",
               kWords, "x86 arm64 riscv s390 powerpc loongarch arm mips"},
              {0, "btfgen", "PATH",
               "let the package run on this kernel though it has no BTF of its own: of the BTF or "
               "vmlinux PATH the package carries what libbpf needs.  A directory stands for all "
               "*.btf and vmlinux files below it, as BTFHub has them; may be repeated", kFile},
              {0, "vmlinux", "FILE",
               "this file is vmlinux.h", kFile},
              {0, "libbpf", "DIR",
               "take <bpf/bpf_helpers.h> and the like from DIR", kDirectory},
              {0, "whole-vmlinux", "",
               "compile with all of vmlinux.h; usually it is cut down to the types that the "
               "program can need, which gives the same object in less time"},
              {0, "allow-opaque", "",
               "a member that C cannot express becomes bytes, with a warning, instead of an error"},
              {'c', "clang-bin", "PATH",
               "the clang to run (default: clang)", kFile},
              {'a', "additional-cflags", "F",
               "pass F to clang; split at blanks"},
              {0, "verify-reproducible", "",
               "build once more in another place and fail if the outputs differ"},
              {0, "count-lost", "",
               "count the records for which a ring buffer had no room, which the kernel does not; "
               "`ecli` tells at the end.  The program gets a counter behind each such call"},
              {'v', "verbose", "",
               "show what is run"}}},
          {"Options for diagnostics", {
              {0, "diagnostics", "FORMAT",
               "say errors, warnings and notes, clang's too, as text, as json (a line each) or as "
               "one sarif document", kWords, "text json sarif"},
              {0, "min-kernel", "VERSION",
               "refuse what Linux VERSION lacks: map types, helpers, kinds of programs"},
              {0, "Wno-ecc-NAME", "",
               "switch off one of ecc's warnings, by the name behind it; -Wecc-NAME switches on "
               "(ecc-event-padding)", kNothing, {}, true}}},
          {"Options for build systems", {
              {0, "MD", "",
               "write what the outputs are made of to prog.d, for make and ninja",
               kNothing, {}, true},
              {0, "MF", "FILE",
               "write that to FILE", kFile, {}, true},
              {0, "MT", "TARGET",
               "the target there, in place of every output", kNothing, {}, true},
              {0, "MQ", "TARGET",
               "the same, quoted for make", kNothing, {}, true},
              {0, "MP", "",
               "add a target for each header, so that one may be deleted", kNothing, {}, true},
              {0, "compile-commands", "FILE",
               "add clang's command to FILE, for clangd", kFile}}},
          {"Options for guests", {
              {'w', "wasm", "SOURCE",
               "compile SOURCE (C or C++) to a guest; several make one.  It is written as for "
               "libbpf: <bpf/libbpf.h>, \"prog.skel.h\", and the event header, whose types are the "
               "checked ones there", kFile},
              {0, "wasm-cflags", "F",
               "pass F to clang for the guest; split at blanks"},
              {0, "wasi-sdk", "DIR",
               "take clang and libc from a wasi-sdk", kDirectory}}}},
      .after = {
          {"To clang go as they are",
           "-I -D -U -O -W -f -m -std= -include -isystem -idirafter -iquote, and everything after "
           "\"--\"."},
          {"vmlinux.h",
           "It need not be made: unless one is found in the include path, it is generated from the\n"
           "kernel's BTF and cached in $XDG_CACHE_HOME/ecc."},
          {"Examples",
           "ecc bootstrap.bpf.c bootstrap.h\n"
           "ecc -o out -I include -DDEBUG opensnoop.bpf.c opensnoop.h\n"
           "ecc -c clang-19 prog.bpf.c -- -mcpu=v4\n"
           "ecc --btfgen btfhub-archive/ubuntu prog.bpf.c\n"
           "ecc bootstrap.bpf.c bootstrap.h --wasm app.c && sudo ecli run bootstrap.wasm"}},
      .verbs = "init doctor",
      .files = "*.c *.h"};
  return command;
}
// clang-format on

}  // namespace ecc

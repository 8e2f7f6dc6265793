// Where programs are attached: by their section, or to a target that somebody names.
#pragma once

#include <memory>
#include <string>

struct bpf_program;

namespace ecc::loader {

// Keeps a program attached: the program is detached when this is destroyed.
class Attachment {
 public:
  virtual ~Attachment() = default;
  // Undoes what would outlive the process; from any thread, at most once.
  virtual void DetachForGood() {}
};

// clang-format off
// Attaches a program.  An empty target: as its section says.  Otherwise, by the program's type,
//
//   xdp, tc, socket          an interface ("lo"), for tc with a direction ("lo:egress")
//   cgroup/..., sockops      a directory of the cgroup file system
//   uprobe, uretprobe        a file and a place in it ("libc.so.6:getenv", "/bin/sh:0x1040"), at the
//                            end "@PID" for one process
//   kprobe, uprobe, ...      the same, or a function, behind "uprobe:", "uretprobe:", "kprobe:" or
//                            "kretprobe:", whatever of these the section says
//   usdt                     a file, provider and name ("/bin/sh:provider:name")
//   kprobe                   a function
//   tracepoint, raw_tp       a tracepoint ("sched/sched_switch", "sched_switch")
//   perf_event               a frequency in Hz, for the CPU clock of every CPU
//
// Throws KernelError; one with EOPNOTSUPP when the section does not say where.
// clang-format on
std::unique_ptr<Attachment> AttachProgram(bpf_program* program, const std::string& target);

// False for programs whose section does not say where: they wait for a target.
bool AttachesBySection(bpf_program* program);

}  // namespace ecc::loader

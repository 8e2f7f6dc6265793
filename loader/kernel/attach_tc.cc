// Since Linux 6.6 a program is attached to an interface by a link (tcx), which the kernel
// removes with whoever holds it, even with one that was killed.  Before, it is a filter, which
// belongs to the interface and not to a process: when its loader dies, it stays.  So does the
// queueing discipline (clsact) that filters hang on, which somebody else may have made, and may
// use.  Whoever attached a filter therefore detaches it, and removes the discipline only when
// it made it and no filter of anybody is left on it.
#include "loader/kernel/attach_tc.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "loader/kernel/attach_failure.h"
#include "loader/kernel/target.h"
#include "loader/kernel/tc_filters.h"
#include "support/descriptors.h"

namespace ecc::loader {
namespace {

// BPF_TCX_INGRESS and BPF_TCX_EGRESS; headers before Linux 6.6 lack them.
constexpr auto kTcxIngress = static_cast<bpf_attach_type>(46);
constexpr auto kTcxEgress = static_cast<bpf_attach_type>(47);

// libbpf wants the bytes behind the last member to be zero, which a copy need not keep.
bpf_tc_hook* ClearHook(bpf_tc_hook& hook, int interface, int point) {
  std::memset(&hook, 0, sizeof(hook));
  hook.sz = sizeof(hook);
  hook.ifindex = interface;
  hook.attach_point = static_cast<bpf_tc_attach_point>(point);
  return &hook;
}
bpf_tc_opts* ClearOptions(bpf_tc_opts& options) {
  std::memset(&options, 0, sizeof(options));
  options.sz = sizeof(options);
  return &options;
}

struct Place {
  int interface;
  bool is_egress;
};
Place ParseTarget(bpf_program* program, const std::string& target) {
  auto [interface, direction] = SplitAtLast(target, ':');
  if (!direction.empty() && direction != "ingress" && direction != "egress")
    FailToAttach(program, target, EINVAL);
  return {static_cast<int>(InterfaceIndex(program, interface)), direction == "egress"};
}

class TcxLink : public Attachment {
 public:
  explicit TcxLink(FileDescriptor fd) : fd_(std::move(fd)) {}

 private:
  FileDescriptor fd_;
};

class TcFilter : public Attachment {
 public:
  // `made_hook`: whether the queueing discipline is ours as well.
  TcFilter(const bpf_tc_hook& hook, const bpf_tc_opts& options, bool made_hook)
      : interface_(hook.ifindex),
        point_(hook.attach_point),
        handle_(options.handle),
        priority_(options.priority),
        made_hook_(made_hook) {
    for (FileDescriptor& fd : spare_)
      fd = FileDescriptor(open("/dev/null", O_RDONLY | O_CLOEXEC));
  }
  ~TcFilter() override { DetachForGood(); }

  void DetachForGood() override {
    if (!std::exchange(is_attached_, false))
      return;
    // A process that has used up its descriptors can still open what this needs.
    for (FileDescriptor& fd : spare_) fd = FileDescriptor();
    bpf_tc_hook hook;
    bpf_tc_opts options;
    ClearOptions(options);
    options.handle = handle_;
    options.priority = priority_;
    bpf_tc_detach(ClearHook(hook, interface_, point_), &options);
    if (made_hook_ && !HasTcFilters(interface_))
      // Both directions name the discipline itself, one only its filters.
      bpf_tc_hook_destroy(ClearHook(hook, interface_, BPF_TC_INGRESS | BPF_TC_EGRESS));
  }

 private:
  int interface_;
  int point_;
  uint32_t handle_;
  uint32_t priority_;
  bool made_hook_;
  bool is_attached_ = true;
  std::array<FileDescriptor, 2> spare_;
};

}  // namespace

std::unique_ptr<Attachment> AttachTc(bpf_program* program, const std::string& target) {
  Place place = ParseTarget(program, target);
  FileDescriptor link(bpf_link_create(bpf_program__fd(program), place.interface,
                                      place.is_egress ? kTcxEgress : kTcxIngress, nullptr));
  if (link.get() >= 0)
    return std::make_unique<TcxLink>(std::move(link));
  // An older kernel knows no such place.
  if (errno != EINVAL)
    FailToAttach(program, target, errno);
  return AttachTcFilter(program, target);
}

std::unique_ptr<Attachment> AttachTcFilter(bpf_program* program, const std::string& target) {
  Place place = ParseTarget(program, target);
  bpf_tc_hook hook;
  ClearHook(hook, place.interface, place.is_egress ? BPF_TC_EGRESS : BPF_TC_INGRESS);
  int error = bpf_tc_hook_create(&hook);
  if (error != 0 && error != -EEXIST)
    FailToAttach(program, target, -error);
  bpf_tc_opts options;
  ClearOptions(options);
  options.prog_fd = bpf_program__fd(program);
  bool made_hook = error == 0;
  error = bpf_tc_attach(&hook, &options);
  if (error != 0) {
    if (made_hook && !HasTcFilters(place.interface))
      bpf_tc_hook_destroy(ClearHook(hook, hook.ifindex, BPF_TC_INGRESS | BPF_TC_EGRESS));
    FailToAttach(program, target, -error);
  }
  return std::make_unique<TcFilter>(hook, options, made_hook);
}

}  // namespace ecc::loader

// A filter of traffic control belongs to the interface and not to a process: when its loader
// dies, it stays.  So does the queueing discipline (clsact) that filters hang on, which
// somebody else may have made, and may use.  Whoever attached therefore detaches, and removes
// the discipline only when it made it.
#include "loader/kernel/attach_tc.h"

#include <bpf/libbpf.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "loader/kernel/attach_failure.h"
#include "loader/kernel/target.h"

namespace ecc::loader {
namespace {

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

class TcFilter : public Attachment {
 public:
  // `made_hook`: whether the queueing discipline is ours as well.
  TcFilter(const bpf_tc_hook& hook, const bpf_tc_opts& options, bool made_hook)
      : interface_(hook.ifindex),
        point_(hook.attach_point),
        handle_(options.handle),
        priority_(options.priority),
        made_hook_(made_hook) {}
  ~TcFilter() override { DetachForGood(); }

  void DetachForGood() override {
    if (!std::exchange(is_attached_, false))
      return;
    bpf_tc_hook hook;
    bpf_tc_opts options;
    ClearOptions(options);
    options.handle = handle_;
    options.priority = priority_;
    bpf_tc_detach(ClearHook(hook, interface_, point_), &options);
    // Both directions name the discipline itself, one only its filters.
    if (made_hook_)
      bpf_tc_hook_destroy(ClearHook(hook, interface_, BPF_TC_INGRESS | BPF_TC_EGRESS));
  }

 private:
  int interface_;
  int point_;
  uint32_t handle_;
  uint32_t priority_;
  bool made_hook_;
  bool is_attached_ = true;
};

}  // namespace

std::unique_ptr<Attachment> AttachTc(bpf_program* program, const std::string& target) {
  auto [interface, direction] = SplitAtLast(target, ':');
  if (!direction.empty() && direction != "ingress" && direction != "egress")
    FailToAttach(program, target, EINVAL);
  bpf_tc_hook hook;
  ClearHook(hook, static_cast<int>(InterfaceIndex(program, interface)),
            direction == "egress" ? BPF_TC_EGRESS : BPF_TC_INGRESS);
  int error = bpf_tc_hook_create(&hook);
  if (error != 0 && error != -EEXIST)
    FailToAttach(program, target, -error);
  bpf_tc_opts options;
  ClearOptions(options);
  options.prog_fd = bpf_program__fd(program);
  bool made_hook = error == 0;
  error = bpf_tc_attach(&hook, &options);
  if (error != 0) {
    if (made_hook)
      bpf_tc_hook_destroy(ClearHook(hook, hook.ifindex, BPF_TC_INGRESS | BPF_TC_EGRESS));
    FailToAttach(program, target, -error);
  }
  return std::make_unique<TcFilter>(hook, options, made_hook);
}

}  // namespace ecc::loader

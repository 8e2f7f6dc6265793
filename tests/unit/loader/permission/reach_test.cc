#include "loader/permission/reach.h"

#include <gtest/gtest.h>
#include <linux/bpf.h>

namespace ecc::loader {
namespace {

TEST(Reach, WhatChangesOthersActs) {
  for (uint32_t helper : {36u, 58u, 109u, 117u, 166u, 167u, 168u, 191u})
    EXPECT_EQ(Reach::kAct, ReachOfHelper(helper)) << HelperName(helper);
  for (uint32_t helper : {4u, 6u, 45u, 112u, 113u, 114u, 115u, 148u, 165u})
    EXPECT_EQ(Reach::kInspect, ReachOfHelper(helper)) << HelperName(helper);
  for (uint32_t helper : {1u, 5u, 14u, 16u, 25u, 130u, 131u, 181u, 211u})
    EXPECT_EQ(Reach::kObserve, ReachOfHelper(helper)) << HelperName(helper);
}

// A kernel may have more than these headers know.
TEST(Reach, WhatNobodyKnowsActs) {
  EXPECT_EQ(Reach::kAct, ReachOfHelper(212));
  EXPECT_EQ(Reach::kAct, ReachOfHelper(UINT32_MAX));
  EXPECT_EQ("helper 100000", HelperName(100000));
  EXPECT_EQ("bpf_send_signal", HelperName(109));
}

TEST(Reach, KernelFunctionsGoByFamilies) {
  EXPECT_EQ(Reach::kObserve, ReachOfKernelFunction("bpf_iter_num_new"));
  EXPECT_EQ(Reach::kObserve, ReachOfKernelFunction("bpf_task_from_pid"));
  EXPECT_EQ(Reach::kInspect, ReachOfKernelFunction("bpf_probe_read_user_dynptr"));
  EXPECT_EQ(Reach::kInspect, ReachOfKernelFunction("bpf_copy_from_user_str"));
  // Of any process, not of this one.
  EXPECT_EQ(Reach::kAct, ReachOfKernelFunction("bpf_copy_from_user_task_str"));
  EXPECT_EQ(Reach::kAct, ReachOfKernelFunction("bpf_send_signal_task"));
  EXPECT_EQ(Reach::kAct, ReachOfKernelFunction("bpf_sock_destroy"));
  EXPECT_EQ(Reach::kAct, ReachOfKernelFunction("bpf_set_dentry_xattr"));
  EXPECT_EQ(Reach::kAct, ReachOfKernelFunction(""));
  // They follow a number as an address.
  EXPECT_EQ(Reach::kInspect, ReachOfKernelFunction("bpf_iter_bits_new"));
  EXPECT_EQ(Reach::kInspect, ReachOfKernelFunction("bpf_get_kmem_cache"));
  // Memory that no map's size tells of.
  EXPECT_EQ(Reach::kAct, ReachOfKernelFunction("bpf_obj_new_impl"));
  EXPECT_EQ(Reach::kAct, ReachOfKernelFunction("bpf_percpu_obj_new_impl"));
  // Texts at an address of the kernel's; a stream is another thing.
  EXPECT_EQ(Reach::kInspect, ReachOfKernelFunction("bpf_strlen"));
  EXPECT_EQ(Reach::kInspect, ReachOfKernelFunction("bpf_strnchr"));
  EXPECT_EQ(Reach::kAct, ReachOfKernelFunction("bpf_stream_vprintk_impl"));
  // Tracing programs may call some of these, too.
  EXPECT_EQ(Reach::kAct, ReachOfKernelFunction("scx_bpf_error_bstr"));
}

}  // namespace
}  // namespace ecc::loader

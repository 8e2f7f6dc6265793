// The verifier proves that a program keeps to its memory, not that it means well: a tracing
// program may kill any process by bpf_send_signal.  So the functions that a program calls are
// sorted by what they can do to others, from the list of all helpers, which the kernel no
// longer extends, and from the families of kfuncs that work on a program's own things.
// Functions of the network's programs count as observing, because such a program does nothing
// until it is attached, which has to be allowed by the name of the interface.
#include "loader/permission/reach.h"

#include <fmt/format.h>
#include <linux/bpf.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace ecc::loader {
namespace {

constexpr const char* kHelperNames[] = {
#define ECC_HELPER(name) "bpf_" #name
    __BPF_FUNC_MAPPER(ECC_HELPER)
#undef ECC_HELPER
};

// bpf_cgrp_storage_delete; the headers may be older than that.
constexpr uint32_t kLastHelper = 211;

constexpr auto kActing = std::to_array<uint32_t>({
    BPF_FUNC_probe_write_user,  // another process's memory
    BPF_FUNC_override_return,   // the result of a kernel's function
    BPF_FUNC_send_signal,       // ends processes
    BPF_FUNC_send_signal_thread,
    BPF_FUNC_copy_from_user_task,    // the memory of any process
    BPF_FUNC_sys_bpf,                // everything that bpf(2) can, past every check of ours
    BPF_FUNC_btf_find_by_name_kind,  // a descriptor in the loader for each kernel module
    BPF_FUNC_sys_close,              // descriptors of the loader
});

constexpr auto kInspecting = std::to_array<uint32_t>({
    BPF_FUNC_probe_read,
    BPF_FUNC_probe_read_str,
    BPF_FUNC_probe_read_user,
    BPF_FUNC_probe_read_user_str,
    BPF_FUNC_probe_read_kernel,
    BPF_FUNC_probe_read_kernel_str,
    BPF_FUNC_copy_from_user,
    BPF_FUNC_kallsyms_lookup_name,
    // A format's %s and %pB follow an address as well.
    BPF_FUNC_trace_printk,
    BPF_FUNC_trace_vprintk,
    BPF_FUNC_snprintf,
    BPF_FUNC_snprintf_btf,
    BPF_FUNC_seq_printf,
    BPF_FUNC_seq_printf_btf,
});

// By the start of their names.
constexpr auto kInspectingFamilies = std::to_array<std::string_view>({
    "bpf_copy_from_user_str",
    "bpf_copy_from_user_dynptr",
    "bpf_probe_read_",
    "bpf_rdonly_cast",
    "bpf_core_cast",
    "bpf_get_kmem_cache",
    "bpf_iter_bits_new",
    // They follow an address of the kernel's.
    "bpf_strcasecmp",
    "bpf_strch",
    "bpf_strcmp",
    "bpf_strcspn",
    "bpf_strlen",
    "bpf_strn",
    "bpf_strrchr",
    "bpf_strspn",
    "bpf_strstr",
});
constexpr auto kObservingFamilies = std::to_array<std::string_view>({
    "bpf_arena_",
    "bpf_cast_to_kern_ctx",
    "bpf_cgroup_acquire",
    "bpf_cgroup_ancestor",
    "bpf_cgroup_from_id",
    "bpf_cgroup_release",
    "bpf_cpumask_",
    "bpf_crypto_",
    "bpf_dynptr_",
    "bpf_get_file_xattr",
    "bpf_get_dentry_xattr",
    "bpf_get_fsverity_digest",
    "bpf_get_task_exe_file",
    "bpf_iter_",
    "bpf_list_",
    "bpf_local_irq_",
    "bpf_map_sum_elem_count",
    "bpf_obj_drop_impl",
    "bpf_path_d_path",
    "bpf_percpu_obj_drop",
    "bpf_preempt_",
    "bpf_put_file",
    "bpf_rbtree_",
    "bpf_rcu_read_",
    "bpf_refcount_acquire_impl",
    "bpf_res_spin_",
    "bpf_session_",
    "bpf_skb_",
    "bpf_task_acquire",
    "bpf_task_from_",
    "bpf_task_get_cgroup1",
    "bpf_task_release",
    "bpf_task_under_cgroup",
    "bpf_this_cpu_",
    "bpf_throw",
    "bpf_wq_",
    "bpf_xdp_",
    "cgroup_rstat_",
    // Only programs of struct_ops may call these, which are allowed by that name.
    "bbr_",
    "cubictcp_",
    "dctcp_",
    "tcp_",
});

template <typename Families>
bool IsOneOf(const Families& families, std::string_view name) {
  return std::any_of(families.begin(), families.end(),
                     [&](std::string_view family) { return name.starts_with(family); });
}

template <typename Helpers>
bool Has(const Helpers& helpers, uint32_t helper) {
  return std::find(helpers.begin(), helpers.end(), helper) != helpers.end();
}

}  // namespace

Reach ReachOfHelper(uint32_t helper) {
  if (helper > kLastHelper || Has(kActing, helper))
    return Reach::kAct;
  return Has(kInspecting, helper) ? Reach::kInspect : Reach::kObserve;
}

Reach ReachOfKernelFunction(std::string_view name) {
  if (IsOneOf(kInspectingFamilies, name))
    return Reach::kInspect;
  return IsOneOf(kObservingFamilies, name) ? Reach::kObserve : Reach::kAct;
}

std::string HelperName(uint32_t helper) {
  return helper < std::size(kHelperNames) ? kHelperNames[helper]
                                          : fmt::format("helper {}", helper);
}

}  // namespace ecc::loader

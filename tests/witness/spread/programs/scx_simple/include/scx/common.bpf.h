#ifndef SCX_COMMON_BPF_H
#define SCX_COMMON_BPF_H
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "user_exit_info.h"

s32 scx_bpf_create_dsq(u64 dsq_id, s32 node) __ksym;
s32 scx_bpf_select_cpu_dfl(struct task_struct *p, s32 prev_cpu, u64 wake_flags, bool *is_idle) __ksym;
void scx_bpf_dsq_insert(struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags) __ksym __weak;
void scx_bpf_dsq_insert_vtime(struct task_struct *p, u64 dsq_id, u64 slice, u64 vtime, u64 enq_flags) __ksym __weak;

#define BPF_STRUCT_OPS(name, args...) SEC("struct_ops/" #name) BPF_PROG(name, ##args)
#define BPF_STRUCT_OPS_SLEEPABLE(name, args...) SEC("struct_ops.s/" #name) BPF_PROG(name, ##args)
#define SCX_OPS_DEFINE(name, ...)                                                                  \
	SEC(".struct_ops.link") struct sched_ext_ops name = {__VA_ARGS__}

#define UEI_DEFINE(name)                                                                           \
	char RESIZABLE_ARRAY(data, name##_dump);                                                   \
	const volatile u32 name##_dump_len;                                                        \
	struct user_exit_info name SEC(".data")
#define RESIZABLE_ARRAY(elfsec, arr) arr[1] SEC("." #elfsec "." #arr)
#define UEI_RECORD(name, info)                                                                     \
	({                                                                                         \
		bpf_probe_read_kernel_str(name.reason, sizeof(name.reason), (info)->reason);       \
		bpf_probe_read_kernel_str(name.msg, sizeof(name.msg), (info)->msg);                \
		if (bpf_core_field_exists((info)->exit_code))                                      \
			name.exit_code = (info)->exit_code;                                        \
		name.kind = (info)->kind;                                                                 \
	})
static inline bool time_before(u64 a, u64 b) { return (s64)(a - b) < 0; }
#endif

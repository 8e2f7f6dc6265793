// Everything in one .c file, with the kernel's headers left out by a define.
#define BPF_NO_PRESERVE_ACCESS_INDEX
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 64);
	__type(value, struct pair { pid_t from; pid_t to; });
} pairs SEC(".maps");

SEC("tp/sched/sched_process_fork")
int forked(struct trace_event_raw_sched_process_fork *ctx)
{
	struct pair pair = {ctx->parent_pid, ctx->child_pid};
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	int level = 0;

	bpf_core_read(&level, sizeof(level), &task->signal);
	if (BPF_CORE_READ(task, nsproxy, uts_ns, name.nodename[0]))
		bpf_map_push_elem(&pairs, &pair, BPF_EXIST);
	return level & 1;
}
char LICENSE[] SEC("license") = "GPL";

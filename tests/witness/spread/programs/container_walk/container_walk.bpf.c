// Work items, timers and lists: from a member back to what it lies in, twice.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#define list_entry_of(ptr, type, member) container_of(ptr, type, member)
#define first_entry(head, type, member) list_entry_of(BPF_CORE_READ(head, next), type, member)

u64 walked;

static u64 next_child(struct task_struct *task)
{
	struct task_struct *child = first_entry(&task->children, struct task_struct, sibling);

	return BPF_CORE_READ(child, start_boottime);
}

SEC("kprobe/process_one_work")
int BPF_KPROBE(work, struct worker *worker, struct work_struct *item)
{
	struct delayed_work *delayed = container_of(item, struct delayed_work, work);
	struct cgroup *cgrp = container_of(item, struct cgroup, release_agent_work);
	work_func_t func = BPF_CORE_READ(item, func);

	walked += BPF_CORE_READ(delayed, timer.expires) + BPF_CORE_READ(cgrp, level) + (u64)func;
	return 0;
}
SEC("tp_btf/sched_process_wait")
int BPF_PROG(waiting, struct pid *pid)
{
	struct hlist_node *node = BPF_CORE_READ(pid, tasks[PIDTYPE_PID].first);

	walked += next_child(container_of(node, struct task_struct, pid_links[PIDTYPE_PID]));
	return 0;
}
char _license[] SEC("license") = "GPL";

// How long tasks wait for a CPU; the task's state has had two names.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#define TASK_RUNNING 0

struct task_struct___before_5_14 {
	volatile long int state;
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, u32);
	__type(value, u64);
} start SEC(".maps");

u32 hist[26] = {};
const volatile bool use_ns_pid;

static __always_inline s64 state_of(void *task)
{
	struct task_struct *t = task;

	if (bpf_core_field_exists(t->__state))
		return BPF_CORE_READ(t, __state);
	return BPF_CORE_READ((struct task_struct___before_5_14 *)task, state);
}

static unsigned int pid_in_namespace(struct task_struct *task)
{
	unsigned int level = BPF_CORE_READ(task, nsproxy, pid_ns_for_children, level);
	struct pid *pid = BPF_CORE_READ(task, group_leader, thread_pid);

	return BPF_CORE_READ(pid, numbers[level].nr);
}

static int enqueue(u32 tgid, u32 pid)
{
	u64 now;

	if (!pid)
		return 0;
	now = bpf_ktime_get_ns();
	bpf_map_update_elem(&start, &pid, &now, BPF_ANY);
	return 0;
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(wakeup, struct task_struct *p)
{
	return enqueue(p->tgid, use_ns_pid ? pid_in_namespace(p) : p->pid);
}

SEC("tp_btf/sched_wakeup_new")
int BPF_PROG(wakeup_new, struct task_struct *p)
{
	return enqueue(p->tgid, p->pid);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(sched_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	u32 pid = next->pid;
	u64 *then, us;
	int slot = 0;

	if (state_of(prev) == TASK_RUNNING)
		enqueue(prev->tgid, prev->pid);
	then = bpf_map_lookup_elem(&start, &pid);
	if (!then)
		return 0;
	for (us = (bpf_ktime_get_ns() - *then) / 1000; us > 1 && slot < 25; us >>= 1)
		slot++;
	__sync_fetch_and_add(&hist[slot], 1);
	bpf_map_delete_elem(&start, &pid);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";

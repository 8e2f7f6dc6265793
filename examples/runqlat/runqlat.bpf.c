// SPDX-License-Identifier: GPL-2.0 OR MIT
// Measures how long tasks that could run waited for a CPU.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "runqlat.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

#define TASK_RUNNING 0

const volatile bool in_ms = false;

// Since when each task has waited, by thread.
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, u32);
	__type(value, u64);
} waiting_since SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct hist);
} hists SEC(".maps");

static u32 log2_of(u64 value)
{
	u32 result = 0;

#pragma unroll
	for (int shift = 32; shift; shift /= 2) {
		if (value >> shift) {
			value >>= shift;
			result += shift;
		}
	}
	return result;
}

static int starts_waiting(struct task_struct *task)
{
	u32 tid = task->pid;
	u64 now = bpf_ktime_get_ns();

	// The idle task waits for nothing.
	if (tid)
		bpf_map_update_elem(&waiting_since, &tid, &now, BPF_ANY);
	return 0;
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(handle_wakeup, struct task_struct *task)
{
	return starts_waiting(task);
}

SEC("tp_btf/sched_wakeup_new")
int BPF_PROG(handle_wakeup_new, struct task_struct *task)
{
	return starts_waiting(task);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(handle_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	u32 tid = next->pid, zero = 0, slot;
	struct hist *hist;
	u64 *since;
	s64 waited;

	// Who did not leave of its own will waits again.
	if (prev->__state == TASK_RUNNING)
		starts_waiting(prev);
	since = bpf_map_lookup_elem(&waiting_since, &tid);
	if (!since)
		return 0;
	waited = bpf_ktime_get_ns() - *since;
	bpf_map_delete_elem(&waiting_since, &tid);
	hist = bpf_map_lookup_elem(&hists, &zero);
	// The clocks of two CPUs may differ a little.
	if (!hist || waited < 0)
		return 0;
	slot = log2_of((u64)waited / (in_ms ? 1000000 : 1000));
	if (slot >= MAX_SLOTS)
		slot = MAX_SLOTS - 1;
	__sync_fetch_and_add(&hist->slots[slot], 1);
	return 0;
}

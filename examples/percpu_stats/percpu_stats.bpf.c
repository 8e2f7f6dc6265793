// SPDX-License-Identifier: GPL-2.0 OR MIT
// Counts the context switches of each CPU.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "percpu_stats.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

#define TASK_RUNNING 0

// Every CPU has a value of its own: no two write the same one, nothing needs to be atomic.
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct cpu_stats);
} stats SEC(".maps");

SEC("tp/sched/sched_switch")
int handle_switch(struct trace_event_raw_sched_switch *ctx)
{
	u32 zero = 0;
	struct cpu_stats *mine = bpf_map_lookup_elem(&stats, &zero);

	if (!mine)
		return 0;
	mine->switches++;
	// Above these bits the tracepoint marks a preempted task: its state is 'running' still.
	if (ctx->prev_pid && (ctx->prev_state & 0xff) == TASK_RUNNING)
		mine->preempted++;
	if (!ctx->next_pid)
		mine->to_idle++;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0 OR MIT
// Tells user space of processes: those that start in one ring buffer, those that end in another.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "two_rings.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

// A flood of events in one ring leaves the other's room alone.
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} starts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} exits SEC(".maps");

SEC("tp/sched/sched_process_exec")
int handle_exec(struct trace_event_raw_sched_process_exec *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct start_event *e = bpf_ringbuf_reserve(&starts, sizeof(*e), 0);
	unsigned filename_offset = ctx->__data_loc_filename & 0xffff;

	if (!e)
		return 0;
	// What a guest reads must not be what the ring held before.
	__builtin_memset(e, 0, sizeof(*e));
	e->pid = bpf_get_current_pid_tgid() >> 32;
	e->ppid = BPF_CORE_READ(task, real_parent, tgid);
	bpf_get_current_comm(&e->comm, sizeof(e->comm));
	bpf_probe_read_kernel_str(&e->filename, sizeof(e->filename), (void *)ctx + filename_offset);
	bpf_ringbuf_submit(e, 0);
	return 0;
}

SEC("tp/sched/sched_process_exit")
int handle_exit(void *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	u64 pid_tgid = bpf_get_current_pid_tgid();
	struct exit_event *e;
	int status;

	// A thread's end is not the process's.
	if (pid_tgid >> 32 != (u32)pid_tgid)
		return 0;
	e = bpf_ringbuf_reserve(&exits, sizeof(*e), 0);
	if (!e)
		return 0;
	__builtin_memset(e, 0, sizeof(*e));
	status = BPF_CORE_READ(task, exit_code);
	e->pid = pid_tgid >> 32;
	e->code = (status >> 8) & 0xff;
	e->signal = status & 0x7f;
	bpf_get_current_comm(&e->comm, sizeof(e->comm));
	bpf_ringbuf_submit(e, 0);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0 OR MIT
// Tells user space of every call of execve, with its arguments.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "execve.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} rb SEC(".maps");

// Copies argv one string after the other, as far as they fit.
static void copy_args(struct event *e, const char *const *argv)
{
	const char *arg;
	unsigned size = 0;
	long length;

	// One more than is kept, to know whether there were more.
	for (int i = 0; i <= MAX_ARGS; i++) {
		if (bpf_probe_read_user(&arg, sizeof(arg), &argv[i]) || !arg)
			return;
		// The verifier must see that a whole argument fits, however long this one is.
		if (i == MAX_ARGS || size > ARGS_LEN - ARG_LEN)
			break;
		length = bpf_probe_read_user_str(&e->args[size], ARG_LEN, arg);
		if (length < 0)
			break;
		size += length;
		e->args_size = size;
		e->args_count++;
	}
	e->args_cut = true;
}

SEC("tp/syscalls/sys_enter_execve")
int handle_execve(struct trace_event_raw_sys_enter *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct event *e = bpf_ringbuf_reserve(&rb, sizeof(*e), 0);

	if (!e)
		return 0;
	// What a guest reads must not be what the ring held before.
	__builtin_memset(e, 0, sizeof(*e));
	e->pid = bpf_get_current_pid_tgid() >> 32;
	e->ppid = BPF_CORE_READ(task, real_parent, tgid);
	e->uid = bpf_get_current_uid_gid();
	// The caller's name still: the call may fail.
	bpf_get_current_comm(&e->comm, sizeof(e->comm));
	bpf_probe_read_user_str(&e->filename, sizeof(e->filename), (const char *)ctx->args[0]);
	copy_args(e, (const char *const *)ctx->args[1]);
	bpf_ringbuf_submit(e, 0);
	return 0;
}

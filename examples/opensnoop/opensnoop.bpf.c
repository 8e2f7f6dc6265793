// SPDX-License-Identifier: GPL-2.0 OR MIT
// Tells user space of every call of open and openat, when it returns.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "opensnoop.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

// 0: all processes.
const volatile int wanted_pid = 0;
const volatile bool failed_only = false;

// The paths of the calls that have begun, by thread.
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, u32);
	__type(value, u64);
} paths SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u32));
} events SEC(".maps");

static int enter(u64 path)
{
	u64 pid_tgid = bpf_get_current_pid_tgid();
	u32 tid = pid_tgid;

	if (wanted_pid && wanted_pid != (int)(pid_tgid >> 32))
		return 0;
	bpf_map_update_elem(&paths, &tid, &path, BPF_ANY);
	return 0;
}

static int leave(struct trace_event_raw_sys_exit *ctx)
{
	u32 tid = bpf_get_current_pid_tgid();
	u64 *path = bpf_map_lookup_elem(&paths, &tid);
	struct event e;

	if (!path)
		return 0;
	if (failed_only && ctx->ret >= 0)
		goto out;
	__builtin_memset(&e, 0, sizeof(e));
	e.pid = bpf_get_current_pid_tgid() >> 32;
	e.ret = ctx->ret;
	bpf_get_current_comm(&e.comm, sizeof(e.comm));
	// Only now: the kernel itself has read the path, so that its page is there.
	bpf_probe_read_user_str(&e.path, sizeof(e.path), (const void *)*path);
	bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &e, sizeof(e));
out:
	bpf_map_delete_elem(&paths, &tid);
	return 0;
}

SEC("tp/syscalls/sys_enter_open")
int enter_open(struct trace_event_raw_sys_enter *ctx)
{
	return enter(ctx->args[0]);
}

SEC("tp/syscalls/sys_enter_openat")
int enter_openat(struct trace_event_raw_sys_enter *ctx)
{
	return enter(ctx->args[1]);
}

SEC("tp/syscalls/sys_exit_open")
int leave_open(struct trace_event_raw_sys_exit *ctx)
{
	return leave(ctx);
}

SEC("tp/syscalls/sys_exit_openat")
int leave_openat(struct trace_event_raw_sys_exit *ctx)
{
	return leave(ctx);
}

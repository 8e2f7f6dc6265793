// Which files are opened, by whom, and with what result.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "opensnoop.h"

const volatile pid_t only_pid = 0;
const volatile bool only_failed = false;

struct args {
	const char *name;
	int flags;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, u32);
	__type(value, struct args);
} started SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u32));
} events SEC(".maps");

static __always_inline bool wanted(u64 id)
{
	return !only_pid || only_pid == (pid_t)(id >> 32);
}

SEC("tracepoint/syscalls/sys_enter_openat")
int enter_openat(struct trace_event_raw_sys_enter *ctx)
{
	u64 id = bpf_get_current_pid_tgid();
	u32 tid = id;

	if (wanted(id)) {
		struct args a = {.name = (const char *)ctx->args[1], .flags = (int)ctx->args[2]};
		bpf_map_update_elem(&started, &tid, &a, BPF_ANY);
	}
	return 0;
}

SEC("tracepoint/syscalls/sys_exit_openat")
int exit_openat(struct trace_event_raw_sys_exit *ctx)
{
	struct event e = {};
	u64 id = bpf_get_current_pid_tgid();
	u32 tid = id;
	struct args *a = bpf_map_lookup_elem(&started, &tid);

	if (!a)
		return 0;
	e.ret = ctx->ret;
	if (!only_failed || e.ret < 0) {
		e.pid = id >> 32;
		e.uid = bpf_get_current_uid_gid();
		e.flags = a->flags;
		bpf_get_current_comm(&e.comm, sizeof(e.comm));
		bpf_probe_read_user_str(&e.name, sizeof(e.name), a->name);
		bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &e, sizeof(e));
	}
	bpf_map_delete_elem(&started, &tid);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";

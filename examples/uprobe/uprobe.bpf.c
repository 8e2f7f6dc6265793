// SPDX-License-Identifier: GPL-2.0 OR MIT
// Tells user space of every call of libc's getenv: what was asked for, and what was returned.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "uprobe.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

// Where the names lie that were asked for, by thread.
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, u32);
	__type(value, u64);
} names SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} rb SEC(".maps");

// libbpf looks for the library where the dynamic linker does.
SEC("uprobe/libc.so.6:getenv")
int BPF_KPROBE(handle_call, const char *name)
{
	u32 tid = bpf_get_current_pid_tgid();
	u64 address = (u64)name;

	bpf_map_update_elem(&names, &tid, &address, BPF_ANY);
	return 0;
}

SEC("uretprobe/libc.so.6:getenv")
int BPF_KRETPROBE(handle_return, const char *value)
{
	u64 pid_tgid = bpf_get_current_pid_tgid();
	u32 tid = pid_tgid;
	u64 *name = bpf_map_lookup_elem(&names, &tid);
	struct event *e;

	// The call was under way already when the probes were attached.
	if (!name)
		return 0;
	e = bpf_ringbuf_reserve(&rb, sizeof(*e), 0);
	if (!e)
		goto out;
	// What a guest reads must not be what the ring held before.
	__builtin_memset(e, 0, sizeof(*e));
	e->pid = pid_tgid >> 32;
	bpf_get_current_comm(&e->comm, sizeof(e->comm));
	// Only now: getenv itself has read the name, so that its page is there.
	bpf_probe_read_user_str(&e->name, sizeof(e->name), (const void *)*name);
	e->found = value != NULL;
	if (value)
		bpf_probe_read_user_str(&e->value, sizeof(e->value), value);
	bpf_ringbuf_submit(e, 0);
out:
	bpf_map_delete_elem(&names, &tid);
	return 0;
}

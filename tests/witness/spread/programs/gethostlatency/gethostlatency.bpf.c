// Time that a name's lookup takes; the programs have sections that name no function.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "gethostlatency.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, __u32);
	__type(value, struct event);
} starts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 18);
	__type(value, struct event);
} events SEC(".maps");

static int probe_entry(struct pt_regs *ctx)
{
	struct event e = {};
	u64 id = bpf_get_current_pid_tgid();
	u32 tid = id;

	if (!PT_REGS_PARM1(ctx))
		return 0;
	e.time = bpf_ktime_get_ns();
	e.pid = id >> 32;
	bpf_get_current_comm(&e.comm, sizeof(e.comm));
	bpf_probe_read_user_str(&e.host, sizeof(e.host), (void *)PT_REGS_PARM1(ctx));
	return bpf_map_update_elem(&starts, &tid, &e, BPF_ANY);
}

SEC("uprobe/handle_entry")
int handle_entry(struct pt_regs *ctx) { return probe_entry(ctx); }

SEC("uretprobe/handle_return")
int handle_return(struct pt_regs *ctx)
{
	u32 tid = bpf_get_current_pid_tgid();
	struct event *e = bpf_map_lookup_elem(&starts, &tid), *out;

	if (!e)
		return 0;
	e->time = bpf_ktime_get_ns() - e->time;
	out = bpf_ringbuf_reserve(&events, sizeof(*out), 0);
	if (out) {
		*out = *e;
		bpf_ringbuf_submit(out, 0);
	}
	bpf_map_delete_elem(&starts, &tid);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";

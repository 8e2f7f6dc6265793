// Any function's latency, by kprobe, fentry or uprobe; programs share one map.
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

enum units { NSEC, USEC, MSEC };

const volatile pid_t targ_tgid = 0;
const volatile int units = 0;
__u32 hist[25] = {};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, u32);
	__type(value, u64);
} starts SEC(".maps");

static void entry(void)
{
	u64 id = bpf_get_current_pid_tgid(), nsec;
	u32 pid = id;

	if (targ_tgid && targ_tgid != id >> 32)
		return;
	nsec = bpf_ktime_get_ns();
	bpf_map_update_elem(&starts, &pid, &nsec, BPF_ANY);
}

static void leave(void)
{
	u32 pid = bpf_get_current_pid_tgid();
	u64 *start = bpf_map_lookup_elem(&starts, &pid), delta;
	int slot = 0;

	if (!start)
		return;
	delta = bpf_ktime_get_ns() - *start;
	switch (units) {
	case USEC: delta /= 1000; break;
	case MSEC: delta /= 1000000; break;
	}
	while (slot < 24 && (delta >> slot) > 1)
		slot++;
	__sync_fetch_and_add(&hist[slot], 1);
}

SEC("fentry/dummy_fentry")
int BPF_PROG(dummy_fentry) { entry(); return 0; }
SEC("fexit/dummy_fexit")
int BPF_PROG(dummy_fexit) { leave(); return 0; }
SEC("kprobe/dummy_kprobe")
int BPF_KPROBE(dummy_kprobe) { entry(); return 0; }
SEC("kretprobe/dummy_kretprobe")
int BPF_KRETPROBE(dummy_kretprobe) { leave(); return 0; }
SEC("kprobe.multi/vfs_*")
int BPF_KPROBE(multi, const void *first) { if (first) entry(); return 0; }

char LICENSE[] SEC("license") = "GPL";

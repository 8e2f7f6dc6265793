// Time in soft interrupts; the counters are globals.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

enum { SOFTIRQS = 10 };
struct hist { __u32 slots[20]; };

const volatile bool targ_dist = false;
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} start SEC(".maps");

__u64 counts[SOFTIRQS] = {};
__u64 time[SOFTIRQS] = {};
struct hist hists[SOFTIRQS] = {};

SEC("tp_btf/softirq_entry")
int BPF_PROG(entry, unsigned int vec_nr)
{
	u64 ts = bpf_ktime_get_ns();
	u32 key = 0;

	bpf_map_update_elem(&start, &key, &ts, BPF_ANY);
	return 0;
}

SEC("raw_tp/softirq_exit")
int BPF_PROG(leave, unsigned int vec_nr)
{
	u64 delta, *tsp;
	u32 key = 0;

	if (vec_nr >= NR_SOFTIRQS || vec_nr >= SOFTIRQS)
		return 0;
	tsp = bpf_map_lookup_elem(&start, &key);
	if (!tsp || !*tsp)
		return 0;
	delta = bpf_ktime_get_ns() - *tsp;
	if (!targ_dist) {
		__sync_fetch_and_add(&counts[vec_nr], 1);
		__sync_fetch_and_add(&time[vec_nr], delta);
	} else {
		u32 slot = delta > 1000000 ? 19 : delta / 52632;
		__sync_fetch_and_add(&hists[vec_nr].slots[slot < 20 ? slot : 19], 1);
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";

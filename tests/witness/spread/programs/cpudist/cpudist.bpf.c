// Time on CPU per switch; the map is sized by user space.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

struct hist {
	__u32 slots[36];
	char comm[TASK_COMM_LEN];
};

const volatile bool per_thread = false;
const volatile bool offcpu = false;
static struct hist initial_hist;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, u32);
	__type(value, u64);
} start SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, u32);
	__type(value, struct hist);
} hists SEC(".maps");

static __always_inline void store(u32 tid, u64 now)
{
	bpf_map_update_elem(&start, &tid, &now, 0);
}

static __always_inline void update(struct task_struct *task, u32 tid, u64 now)
{
	u32 key = per_thread ? tid : BPF_CORE_READ(task, tgid);
	u64 *then = bpf_map_lookup_elem(&start, &tid);
	struct hist *h;
	int slot;

	if (!then || now < *then)
		return;
	h = bpf_map_lookup_elem(&hists, &key);
	if (!h) {
		bpf_map_update_elem(&hists, &key, &initial_hist, 0);
		h = bpf_map_lookup_elem(&hists, &key);
		if (!h)
			return;
		BPF_CORE_READ_STR_INTO(&h->comm, task, comm);
	}
	slot = 0;
#pragma clang loop unroll(full)
	for (int bit = 32; bit; bit >>= 1)
		if ((now - *then) >> (slot + bit))
			slot += bit;
	if (slot < 36)
		__sync_fetch_and_add(&h->slots[slot], 1);
}

SEC("raw_tp/sched_switch")
int BPF_PROG(switched, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	u32 prev_tid = BPF_CORE_READ(prev, pid), tid = BPF_CORE_READ(next, pid);
	u64 now = bpf_ktime_get_ns();

	if (offcpu) {
		store(prev_tid, now);
		update(next, tid, now);
	} else {
		update(prev, prev_tid, now);
		store(tid, now);
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";

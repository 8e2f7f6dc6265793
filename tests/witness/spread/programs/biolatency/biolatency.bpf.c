// How long disks take, as histograms of powers of two.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "bits.bpf.h"
#include "biolatency.h"

extern int LINUX_KERNEL_VERSION __kconfig;

const volatile bool per_disk = false;
const volatile bool per_flag = false;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, struct request *);
	__type(value, u64);
} start SEC(".maps");

static struct hist no_hist;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct hist_key);
	__type(value, struct hist);
} hists SEC(".maps");

static __always_inline struct gendisk *disk_of(struct request *rq)
{
	if (bpf_core_field_exists(rq->q))
		return BPF_CORE_READ(rq, q, disk);
	return NULL;
}

SEC("raw_tp/block_rq_issue")
int issue(u64 *ctx)
{
	struct request *rq;
	u64 now = bpf_ktime_get_ns();

	rq = (struct request *)(LINUX_KERNEL_VERSION < KERNEL_VERSION(5, 11, 0) ? ctx[1] : ctx[0]);
	bpf_map_update_elem(&start, &rq, &now, 0);
	return 0;
}

SEC("tp_btf/block_rq_complete")
int BPF_PROG(complete, struct request *rq, blk_status_t error, unsigned int bytes)
{
	struct hist_key key = {};
	struct hist *hist;
	u64 *then, slot;
	s64 delta;

	then = bpf_map_lookup_elem(&start, &rq);
	if (!then)
		return 0;
	delta = (s64)(bpf_ktime_get_ns() - *then);
	if (delta < 0)
		goto out;
	if (per_disk) {
		struct gendisk *disk = disk_of(rq);

		key.dev = disk ? MKDEV(BPF_CORE_READ(disk, major), BPF_CORE_READ(disk, first_minor)) : 0;
	}
	if (per_flag)
		key.flags = BPF_CORE_READ(rq, cmd_flags);
	hist = bpf_map_lookup_elem(&hists, &key);
	if (!hist) {
		bpf_map_update_elem(&hists, &key, &no_hist, 0);
		hist = bpf_map_lookup_elem(&hists, &key);
		if (!hist)
			goto out;
	}
	slot = log2l(delta / 1000U);
	if (slot >= SLOTS)
		slot = SLOTS - 1;
	__sync_fetch_and_add(&hist->slots[slot], 1);
out:
	bpf_map_delete_elem(&start, &rq);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";

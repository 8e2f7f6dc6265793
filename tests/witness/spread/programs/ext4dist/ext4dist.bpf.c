// Latency of one file system's operations, entry and exit matched by thread.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

enum operation { READ, WRITE, OPEN, FSYNC, OPERATIONS };
struct hist { __u32 slots[32]; };

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, __u32);
	__type(value, __u64);
} starts SEC(".maps");

struct hist hists[OPERATIONS] = {};

static int entry(void)
{
	__u32 tid = (__u32)bpf_get_current_pid_tgid();
	__u64 now = bpf_ktime_get_ns();

	bpf_map_update_elem(&starts, &tid, &now, BPF_ANY);
	return 0;
}

static __noinline int leave(enum operation op, struct file *file)
{
	__u32 tid = (__u32)bpf_get_current_pid_tgid();
	__u64 *then = bpf_map_lookup_elem(&starts, &tid);
	__u64 delta, slot;

	if (!then)
		return 0;
	delta = (bpf_ktime_get_ns() - *then) >> 10;
	for (slot = 0; slot < 31 && delta > 1; slot++)
		delta >>= 1;
	if (op < OPERATIONS && (!file || BPF_CORE_READ(file, f_inode, i_sb, s_magic) == 0xEF53))
		__sync_fetch_and_add(&hists[op].slots[slot & 31], 1);
	bpf_map_delete_elem(&starts, &tid);
	return 0;
}

SEC("fentry/ext4_file_read_iter")
int BPF_PROG(read_entry, struct kiocb *iocb) { return entry(); }
SEC("fexit/ext4_file_read_iter")
int BPF_PROG(read_exit, struct kiocb *iocb, struct iov_iter *to, ssize_t ret)
{
	return leave(READ, BPF_CORE_READ(iocb, ki_filp));
}
SEC("fentry/ext4_sync_file")
int BPF_PROG(sync_entry) { return entry(); }
SEC("fexit/ext4_sync_file")
int BPF_PROG(sync_exit, struct file *file, loff_t from, loff_t to, int datasync)
{
	return leave(FSYNC, file);
}

char LICENSE[] SEC("license") = "GPL";
